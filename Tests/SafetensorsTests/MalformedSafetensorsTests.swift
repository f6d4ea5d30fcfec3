import Safetensors
import TestSupport
import Testing

/// A way in which a file can be wrong, with the sentence that says so.
struct Malformation: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let message: String

    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ message: String) {
        self.name = name
        self.bytes = bytes
        self.message = "model.safetensors: \(message)"
    }

    init(_ name: String, _ header: String, dataSize: Int = 0, _ message: String) {
        self.init(name, safetensors(header, dataSize: dataSize), message)
    }

    /// A file with one tensor called `x` whose header entry is given.
    init(_ name: String, entry: String, dataSize: Int = 4, _ message: String) {
        self.init(name, #"{"x":\#(entry)}"#, dataSize: dataSize, #"tensor "x": \#(message)"#)
    }
}

@Suite struct MalformedSafetensorsTests {
    @Test("Each way to be wrong has its sentence", arguments: lengths + headers + entries + layouts)
    func malformed(_ malformation: Malformation) throws {
        #expect(try refusal(of: malformation.bytes) == malformation.message)
    }

    static let lengths: [Malformation] = [
        Malformation(
            "an empty file", [],
            "must begin with the header's length in 8 bytes, found 0 bytes in all: download it again"),
        Malformation(
            "seven bytes", [UInt8](repeating: 1, count: 7),
            "must begin with the header's length in 8 bytes, found 7 bytes in all: download it again"),
        Malformation(
            "a Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d\n".utf8),
            "is a Git LFS pointer, not the weights: fetch them with git lfs pull"),
        Malformation(
            "a header length beyond the limit", safetensors("{}", length: 100_000_001),
            "the header's length must be at most 100000000, found 100000001: is this safetensors?"),
        Malformation(
            "a header length of 2^63 - 1", safetensors("{}", length: 1 << 63 - 1),
            "the header's length must be at most 100000000, found 9223372036854775807: is this safetensors?"),
        Malformation(
            "a header length of 2^63", safetensors("{}", length: 1 << 63),
            "the header's length must be at most 100000000, found 9223372036854775808: is this safetensors?"),
        Malformation(
            "a header length of 2^64 - 1", safetensors("{}", length: .max),
            "the header's length must be at most 100000000, found 18446744073709551615: is this safetensors?"),
        Malformation(
            "a header length past the end", safetensors("{}", length: 3),
            "the header's length is 3 but 2 bytes follow: the file is cut short, download it again"),
        Malformation(
            "an empty header", safetensors("", dataSize: 2), "the header must begin with '{', found an empty header"),
    ]

    static let headers: [Malformation] = [
        Malformation("a header that begins with a space", " {}", "the header must begin with '{', found byte 32"),
        Malformation("a header that is an array", "[]", "the header must begin with '{', found byte 91"),
        Malformation(
            "a metadata array", #"{"__metadata__":[]}"#, "__metadata__ must be an object of strings, found array"),
        Malformation(
            "a metadata number", #"{"__metadata__":{"n":1}}"#, #"__metadata__ "n" must be a string, found integer"#),
        Malformation(
            "a repeated name",
            "{\(tensor("a", "U8", "[1]", "[0,1]")),\(tensor(#"\u0061"#, "U8", "[1]", "[0,1]"))}", dataSize: 1,
            #"tensor "a": the header names it twice"#),
    ]

    static let entries: [Malformation] =
        [
            Malformation("an entry that is no object", entry: "7", "must be an object, found integer"),
            Malformation("no dtype", entry: #"{"shape":[1],"data_offsets":[0,4]}"#, "dtype is missing"),
            Malformation("no shape", entry: #"{"dtype":"F32","data_offsets":[0,4]}"#, "shape is missing"),
            Malformation("no offsets", entry: #"{"dtype":"F32","shape":[1]}"#, "data_offsets is missing"),
            Malformation(
                "a dtype that is no string", entry: #"{"dtype":32,"shape":[1],"data_offsets":[0,4]}"#,
                "dtype must be a string, found integer"),
            Malformation(
                "an unknown dtype", entry: #"{"dtype":"Q4\n","shape":[1],"data_offsets":[0,4]}"#,
                #"""
                dtype "Q4\n" is not known; known are BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, \#
                F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64
                """#),
        ]
        + [
            ("4", "4"), ("[-1]", "[-1]"), ("[1.0]", "[1.0]"), ("[1e0]", "[1.0]"), ("[\"1\"]", #"["1"]"#),
            ("[[1]]", "nested arrays"),
            ("[9223372036854775808]", "[9223372036854775808]"), ("null", "null"), ("[NaN]", "[NaN]"),
            ("[true]", "[true]"),
        ].map { shape, shown in
            Malformation(
                "the shape \(shape)", entry: #"{"dtype":"F32","shape":\#(shape),"data_offsets":[0,4]}"#,
                "shape must be an array of integers from 0, found \(shown)")
        }
        + [
            ("0", "0"), ("[0]", "[0]"), ("[0,4,8]", "[0, 4, 8]"), ("[-4,0]", "[-4, 0]"), ("[0,4.5]", "[0, 4.5]"),
            ("[0,18446744073709551616]", "[0, 18446744073709551616]"), ("{}", "an object"), ("[null,4]", "[null, 4]"),
        ].map { offsets, shown in
            Malformation(
                "the offsets \(offsets)", entry: #"{"dtype":"F32","shape":[1],"data_offsets":\#(offsets)}"#,
                "data_offsets must be two integers from 0, found \(shown)")
        } + [
            Malformation(
                "offsets that run backwards", entry: #"{"dtype":"F32","shape":[1],"data_offsets":[4,0]}"#,
                "data_offsets must not end before they begin, found [4, 0]"),
            Malformation(
                "a shape whose product overflows",
                entry: #"{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}"#,
                "shape [4294967296, 4294967296] of U8 is more than can be addressed"),
            Malformation(
                "a size in bits that overflows",
                entry: #"{"dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,0]}"#,
                "shape [1152921504606846976] of F64 is more than can be addressed"),
            Malformation(
                "half a byte", entry: #"{"dtype":"F4","shape":[3],"data_offsets":[0,2]}"#,
                "shape [3] of F4 takes 12 bits, which are not whole bytes"),
            Malformation(
                "fewer bytes than the shape", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[0,4]}"#,
                "shape [2] of F32 takes 8 bytes, but data_offsets [0, 4] hold 4"),
        ]

    static let layouts: [Malformation] = [
        Malformation(
            "a file cut short", "{\(tensor("a", "F32", "[4]", "[0,16]"))}", dataSize: 10,
            "the file is shorter than its header says: expected 16 bytes of tensors, found 10: download it again"),
        Malformation(
            "offsets near 2^63", "{\(tensor("a", "U8", "[1]", "[9223372036854775806,9223372036854775807]"))}",
            """
            the file is shorter than its header says: expected 9223372036854775807 bytes of tensors, found 0: \
            download it again
            """),
        Malformation(
            "bytes that belong to no tensor", "{\(tensor("a", "U8", "[1]", "[0,1]"))}", dataSize: 3,
            "the tensors end at byte 1 of the data but 3 bytes are there: some belong to no tensor"),
        Malformation(
            "data without tensors", "{}", dataSize: 1,
            "the tensors end at byte 0 of the data but 1 bytes are there: some belong to no tensor"),
        Malformation(
            "a hole before the first", "{\(tensor("a", "U8", "[1]", "[1,2]"))}", dataSize: 2,
            #"tensor "a": data_offsets must begin at 0, as the first tensor, found 1: it leaves a hole"#),
        Malformation(
            "a hole between two", "{\(tensor("b", "U8", "[1]", "[2,3]")),\(tensor("a", "U8", "[1]", "[0,1]"))}",
            dataSize: 3,
            #"tensor "b": data_offsets must begin at 1, where tensor "a" ends, found 2: it leaves a hole"#),
        Malformation(
            "an overlap", "{\(tensor("a", "U8", "[2]", "[0,2]")),\(tensor("b", "U8", "[2]", "[1,3]"))}", dataSize: 3,
            #"tensor "b": data_offsets must begin at 2, where tensor "a" ends, found 1: it overlaps another tensor"#),
        Malformation(
            "two tensors in one place", "{\(tensor("a", "U8", "[2]", "[0,2]")),\(tensor("b", "U8", "[2]", "[0,2]"))}",
            dataSize: 2,
            #"tensor "b": data_offsets must begin at 2, where tensor "a" ends, found 0: it overlaps another tensor"#),
    ]

    @Test("A header that is not JSON says where", arguments: ["{", "{]", "{\"a\":\u{1}}", "{}}", "{\"a\": nul}"])
    func notJSON(header: String) throws {
        let message = try #require(try refusal(of: safetensors(header)))
        #expect(message.hasPrefix("model.safetensors: the header is not valid JSON: line 1, column "))
        #expect(!message.contains("\n"))
    }

    @Test("A header nested without end is refused")
    func deepHeader() throws {
        let message = try #require(try refusal(of: safetensors("{\"a\":" + String(repeating: "[", count: 100_000))))
        #expect(message.hasPrefix("model.safetensors: the header is not valid JSON: "))
    }

    @Test("A long or odd name does not spoil the sentence")
    func oddNames() throws {
        let name = String(repeating: "n", count: 5000) + #"\n"#
        let message = try #require(try refusal(of: safetensors("{\(tensor(name, "U8", "[2]", "[0,1]"))}", dataSize: 1)))
        #expect(message.utf8.count < 400)
        #expect(!message.contains("\n"))
    }

    @Test("No file cut short anywhere, and no file with one byte changed, brings the reader down")
    func mutations() throws {
        let header =
            #"{"__metadata__":{"format":"pt"},"# + tensor("a", "F16", "[1,2]", "[0,4]") + ","
            + tensor("b", "F4", "[2]", "[4,5]") + "}"
        let whole = safetensors(header, dataSize: 5)
        #expect(try refusal(of: whole) == nil)
        for length in 0..<whole.count {
            #expect(try refusal(of: Array(whole[..<length])) != nil)
        }
        for position in 0..<whole.count {
            for value: UInt8 in [0, 9, 48, 91, 125, 128, 255] {
                var changed = whole
                changed[position] = value
                if let message = try refusal(of: changed) { #expect(!message.contains("\n")) }
            }
        }
    }
}
