import JSON
import Testing

@Suite("Reading without a tree")
struct JSONReaderTests {
    @Test("Members are read by their keys, and others passed over")
    func members() throws {
        try withReader(#"{"skip": {"a": [1, {"b": "x\n"}]}, "name": "n", "on": true, "none": null, "list": [1, 2]}"#) {
            reader in
            var found: [String] = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "name": found.append(try reader.readString())
                case "on": found.append(try reader.readBool() ? "on" : "off")
                case "none":
                    try reader.readNull()
                    found.append("none")
                case "list": found.append(try reader.readValue().text())
                default: try reader.skipValue()
                }
            }
            try reader.finish()
            #expect(found == ["n", "on", "none", "[1, 2]"])
        }
    }

    @Test("A copy of the reader is a bookmark")
    func bookmark() throws {
        try withReader("[1, [2, 3], 4]") { reader in
            try reader.beginArray()
            #expect(try reader.nextElement())
            try reader.skipValue()
            #expect(try reader.nextElement())
            var ahead = reader
            #expect(try ahead.readValue() == [2, 3])
            #expect(try reader.readValue() == [2, 3])
            #expect(try reader.nextElement())
            #expect(try reader.readValue() == 4)
            #expect(try !reader.nextElement())
            try reader.finish()
        }
    }

    @Test(
        "The kind of the next value is told by its first byte",
        arguments: [
            ("null", JSONKind.null), ("true", .boolean), (" -1", .number), ("NaN", .number), ("\"\"", .string),
            ("[", .array),
            ("\n{", .object),
        ])
    func kinds(text: String, kind: JSONKind) throws {
        let found = try withReader(text) { try $0.nextKind() }
        #expect(found == kind)
    }

    @Test("A value of another kind than asked for is refused")
    func otherKinds() throws {
        func reason(_ body: (inout JSONReader) throws -> Void) -> String? {
            do {
                try withReader(" 1", body)
                return nil
            } catch {
                return (error as? JSONError)?.description
            }
        }
        #expect(reason { try $0.beginArray() } == "line 1, column 2: expected an array, found '1'")
        #expect(reason { try $0.beginObject() } == "line 1, column 2: expected an object, found '1'")
        #expect(reason { _ = try $0.readString() } == "line 1, column 2: expected a string, found '1'")
        #expect(reason { _ = try $0.readBool() } == "line 1, column 2: expected true or false, found '1'")
        #expect(reason { try $0.readNull() } == "line 1, column 2: expected null, found '1'")
        #expect(reason { try $0.finish() } == "line 1, column 2: expected the end of the text, found '1'")
    }

    @Test(
        "What is passed over must be well-formed",
        arguments: ["[1, 2", "{\"a\": [01]}", "\"\\q\"", "[\"\\ud800\"]", "{\"a\" 1}"])
    func skipping(_ text: String) {
        #expect(throws: JSONError.self) { try withReader(text) { try $0.skipValue() } }
    }
}

/// Runs a body with a reader of a text.
func withReader<Result>(_ text: String, _ body: (inout JSONReader) throws -> Result) throws -> Result {
    try Array(text.utf8).withUnsafeBytes { bytes in
        var reader = JSONReader(bytes)
        return try body(&reader)
    }
}
