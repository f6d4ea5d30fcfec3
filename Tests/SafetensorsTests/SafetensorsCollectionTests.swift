import Glibc
import Safetensors
import TestSupport
import Testing

@Suite struct SafetensorsCollectionTests {
    static let one = safetensors("{\(tensor("a", "U8", "[2]", "[0,2]"))}", dataSize: 2)
    static let two = safetensors(
        "{\(tensor("b", "U8", "[3]", "[0,3]")),\(tensor("c", "U8", "[0]", "[3,3]"))}", dataSize: 3)

    /// Opens a folder with these files and returns the message with which it is refused, without the folder, or nil.
    func refusal(of files: [String: [UInt8]]) throws -> String? {
        try withTemporaryDirectory { folder in
            for (name, bytes) in files { try writeFile(bytes, to: "\(folder)/\(name)") }
            do {
                _ = try SafetensorsCollection(folder: folder)
                return nil
            } catch {
                let message = String(describing: error)
                return message.hasPrefix("\(folder)/")
                    ? String(message.dropFirst(folder.count + 1)) : message.replacing(folder, with: "FOLDER")
            }
        }
    }

    /// The refusal of a folder whose index has a weight map and whose one shard is `one.safetensors`.
    func refusal(weightMap: String) throws -> String? {
        try refusal(of: [
            "model.safetensors.index.json": Array(#"{"weight_map":\#(weightMap)}"#.utf8), "one.safetensors": Self.one,
        ])
    }

    @Test("A single file is the collection, whatever index is beside it")
    func singleFile() throws {
        try withTemporaryDirectory { folder in
            try writeFile(Self.one, to: "\(folder)/model.safetensors")
            try writeFile("not an index", to: "\(folder)/model.safetensors.index.json")
            let weights = try SafetensorsCollection(folder: folder)
            #expect(weights.files.count == 1)
            #expect(weights.names == ["a"])
            #expect(weights["a"].map { Array($0.bytes) } == [0, 1])
            #expect(weights["b"] == nil)
        }
    }

    @Test("Shards are found through the index and through symbolic links")
    func shards() throws {
        try withTemporaryDirectory { folder in
            let model = "\(folder)/model"
            mkdir(model, 0o755)
            try writeFile(Self.one, to: "\(folder)/blob")
            #expect(symlink("../blob", "\(model)/one.safetensors") == 0)
            try writeFile(Self.two, to: "\(model)/two.safetensors")
            let index = #"""
                {"metadata":{"total_size":5},
                 "weight_map":{"b":"two.safetensors","a":"one.safetensors","c":"two.safetensors"}}
                """#
            try writeFile(index, to: "\(model)/model.safetensors.index.json")
            let weights = try SafetensorsCollection(folder: model)
            #expect(weights.files.map(\.path) == ["\(model)/two.safetensors", "\(model)/one.safetensors"])
            #expect(weights.names == ["b", "a", "c"])
            #expect(weights["a"].map { Array($0.bytes) } == [0, 1])
            #expect(weights["b"].map { Array($0.bytes) } == [0, 1, 2])
            #expect(weights["c"]?.elementCount == 0)
            #expect(weights["d"] == nil)
        }
    }

    @Test(
        "A shard outside the folder is refused",
        arguments: [
            "../one.safetensors", "/etc/passwd", "..", ".", "", "sub/one.safetensors", #"one.safetensors\u0000"#,
        ])
    func escapingShards(name: String) throws {
        let message = try #require(try refusal(weightMap: #"{"a":"\#(name)"}"#))
        let start =
            #"model.safetensors.index.json: tensor "a": weight_map must name a file in the same folder, found ""#
        #expect(message.hasPrefix(start))
    }

    @Test(
        "Each way in which an index can be wrong has its sentence",
        arguments: [
            (#"{"a":1}"#, #"tensor "a": weight_map must give a string, found integer"#),
            ("[]", "weight_map must be an object of shard names, found array"),
            (#"{"z":"one.safetensors"}"#, #"tensor "z": weight_map puts it in "one.safetensors", which has none such"#),
            (#"{"z":"two.safetensors"}"#, #"names the shard "two.safetensors", which is missing: download it"#),
        ])
    func malformedIndex(weightMap: String, message: String) throws {
        #expect(try refusal(weightMap: weightMap) == "model.safetensors.index.json: \(message)")
    }

    @Test("An index that is no object, or no JSON, is refused")
    func notAnIndex() throws {
        let name = "model.safetensors.index.json"
        #expect(try refusal(of: [name: Array("[]".utf8)]) == "\(name): must be an object, found array")
        #expect(
            try refusal(of: [name: Array("{}".utf8)])
                == "\(name): weight_map must be an object of shard names, but it is missing")
        #expect(try refusal(of: [name: []])?.hasPrefix("\(name): is not valid JSON: line 1, column 1: ") == true)
    }

    @Test("A shard that breaks the format is named")
    func malformedShard() throws {
        let message = try refusal(of: [
            "model.safetensors.index.json": Array(#"{"weight_map":{"a":"x"}}"#.utf8),
            "x": safetensors("{}", dataSize: 1),
        ])
        #expect(message == "x: the tensors end at byte 0 of the data but 1 bytes are there: some belong to no tensor")
    }

    @Test("Pickled weights are never opened", arguments: ["pytorch_model.bin", "pytorch_model.bin.index.json"])
    func pickled(name: String) throws {
        #expect(
            try refusal(of: [name: []]) == """
                FOLDER: has \(name) but no model.safetensors: pickled weights can run code and are never opened; \
                save the model again with safe_serialization=True
                """)
    }

    @Test("A folder without weights says what was looked for")
    func empty() throws {
        #expect(
            try refusal(of: [:])
                == "FOLDER: has no weights: expected model.safetensors or model.safetensors.index.json")
    }
}
