import Safetensors
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
    @Test("Names, types, shapes and bytes are those of the header, whatever its order")
    func reading() throws {
        let header = """
            {"__metadata__":{"format":"pt"},\(tensor("second", "I16", "[2,2]", "[4,12]")),\
            \(tensor("first", "F32", "[]", "[0,4]"))}
            """
        try withTemporaryDirectory { folder in
            try writeFile(safetensors(header, dataSize: 12), to: "\(folder)/a")
            let file = try SafetensorsFile(path: "\(folder)/a")
            #expect(file.path == "\(folder)/a")
            #expect(file.metadata == ["format": "pt"])
            #expect(file.names == ["second", "first"])
            let second = try #require(file["second"])
            #expect(second.name == "second")
            #expect(second.dtype == .I16)
            #expect(second.shape == [2, 2])
            #expect(second.elementCount == 4)
            #expect(Array(second.bytes) == Array(4..<12))
            let first = try #require(file["first"])
            #expect(first.shape == [])
            #expect(first.elementCount == 1)
            #expect(Array(first.bytes) == [0, 1, 2, 3])
            #expect(file["third"] == nil)
        }
    }

    @Test("A tensor keeps its file mapped")
    func lifetime() throws {
        try withTemporaryDirectory { folder in
            try writeFile(safetensors("{\(tensor("a", "U8", "[3]", "[0,3]"))}", dataSize: 3), to: "\(folder)/a")
            let tensor = try #require(try SafetensorsFile(path: "\(folder)/a")["a"])
            #expect(Array(tensor.bytes) == [0, 1, 2])
        }
    }

    @Test("Every element type has its width", arguments: SafetensorsDType.allCases)
    func dtypes(dtype: SafetensorsDType) throws {
        let widths: [String: Int] = [
            "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
            "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32,
            "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
        ]
        #expect(dtype.bitWidth == widths[dtype.rawValue])
        let size = dtype.bitWidth  // Eight elements.
        let header = "{\(tensor("x", dtype.rawValue, "[2,4]", "[0,\(size)]"))}"
        #expect(try refusal(of: safetensors(header, dataSize: size)) == nil)
        #expect(
            try refusal(
                of: safetensors("{\(tensor("x", dtype.rawValue, "[2,4]", "[0,\(size + 1)]"))}", dataSize: size + 1))
                    == """
                    model.safetensors: tensor "x": shape [2, 4] of \(dtype.rawValue) takes \(size) bytes, \
                    but data_offsets [0, \(size + 1)] hold \(size + 1)
                    """)
    }

    @Test("Empty tensors take no place, wherever they stand")
    func emptyTensors() throws {
        let header = """
            {\(tensor("a", "F32", "[1]", "[0,4]")),\(tensor("b", "F32", "[0,7]", "[4,4]")),\
            \(tensor("c", "F32", "[1]", "[4,8]")),\(tensor("d", "U8", "[3,0]", "[8,8]"))}
            """
        try withTemporaryDirectory { folder in
            try writeFile(safetensors(header, dataSize: 8), to: "\(folder)/a")
            let file = try SafetensorsFile(path: "\(folder)/a")
            #expect(file["b"]?.elementCount == 0)
            #expect(file["b"]?.bytes.count == 0)
            #expect(file["d"]?.bytes.count == 0)
            #expect(file["c"].map { Array($0.bytes) } == [4, 5, 6, 7])
        }
    }

    @Test(
        "A file without tensors is a file",
        arguments: ["{}", "{}   ", #"{"__metadata__":null}"#, #"{"__metadata__":{}}"#])
    func noTensors(header: String) throws {
        #expect(try refusal(of: safetensors(header)) == nil)
    }

    @Test("Fields that the format does not know are passed over")
    func unknownFields() throws {
        let header = #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"note":"x:{\"y"}}"#
        #expect(try refusal(of: safetensors(header, dataSize: 1)) == nil)
    }

    @Test("Names that Swift holds for equal are two names")
    func equivalentNames() throws {
        let header = "{\(tensor("\u{E9}", "U8", "[1]", "[0,1]")),\(tensor("e\u{301}", "U8", "[1]", "[1,2]"))}"
        try withTemporaryDirectory { folder in
            try writeFile(safetensors(header, dataSize: 2), to: "\(folder)/a")
            let file = try SafetensorsFile(path: "\(folder)/a")
            #expect(file["\u{E9}"].map { Array($0.bytes) } == [0])
            #expect(file["e\u{301}"].map { Array($0.bytes) } == [1])
        }
    }

    @Test("What is no regular file is refused without waiting for it")
    func notRegular() throws {
        try withTemporaryDirectory { folder in
            #expect(throws: (any Error).self) { try SafetensorsFile(path: "\(folder)/none") }
            do { _ = try SafetensorsFile(path: "\(folder)/none") } catch {
                #expect(String(describing: error) == "\(folder)/none: cannot be opened: No such file or directory")
            }
            do {
                _ = try SafetensorsFile(path: folder)
                Issue.record("a folder was opened")
            } catch {
                #expect(String(describing: error) == "\(folder): is not a regular file")
            }
        }
    }
}
