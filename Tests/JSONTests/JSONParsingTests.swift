import JSON
import Testing

@Suite("Parsing")
struct JSONParsingTests {
    @Test("Integers and doubles are told apart by how they are written")
    func numbers() throws {
        #expect(try JSONValue(parsing: "1") == .integer(1))
        #expect(try JSONValue(parsing: "1.0") == .double(1))
        #expect(try JSONValue(parsing: "1e2") == .double(100))
        #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSONValue(parsing: "9223372036854775808") == .bigInteger("9223372036854775808"))
        #expect(try JSONValue(parsing: "-9223372036854775809") == .bigInteger("-9223372036854775809"))
        #expect(try JSONValue(parsing: "-0.0").doubleValue?.sign == .minus)
        #expect(try JSONValue(parsing: "NaN").doubleValue?.isNaN == true)
    }

    @Test("A number of a million digits is read")
    func longNumber() throws {
        let digits = String(repeating: "9", count: 1_000_000)
        #expect(try JSONValue(parsing: digits) == .bigInteger(digits))
        #expect(try JSONValue(parsing: digits + ".0") == .double(.infinity))
        #expect(try JSONValue(parsing: "0." + digits) == .double(1))
        let zeros = String(repeating: "0", count: 1_000_009)
        #expect(try JSONValue(parsing: "0.\(zeros)1e2000000") == .double(.infinity))
        #expect(try JSONValue(parsing: "1\(zeros)e-2000000") == .double(0))
    }

    @Test("A byte order mark is passed over, and counts in offsets but not in columns")
    func byteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("[}".utf8)) }
        #expect(error?.offset == 4)
        #expect(error?.column == 2)
    }

    @Test("Of equal keys the last value wins at the place of the first", arguments: [2, 40])
    func duplicateKeys(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\": \($0)" } + ["\"k1\": \"last\""]
        let object = try #require(try JSONValue(parsing: "{\(members.joined(separator: ","))}").objectValue)
        #expect(object.count == count)
        #expect(object[1].key == "k1")
        #expect(object["k1"] == "last")
    }

    @Test("Keys that are canonically equivalent but differ in bytes are two keys", arguments: [0, 20])
    func equivalentKeys(others: Int) throws {
        let members = ["\"\u{E9}\": 1", "\"e\u{301}\": 2"] + (0..<others).map { "\"k\($0)\": 0" }
        let object = try #require(try JSONValue(parsing: "{\(members.joined(separator: ","))}").objectValue)
        #expect(object.count == 2 + others)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    }

    @Test("Arrays and objects nest 128 deep and no deeper", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(opening: String, closing: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
        }
        _ = try JSONValue(parsing: nested(128))
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(129)) }
        #expect(error?.offset == 128 * opening.utf8.count)
        #expect(error?.reason == "arrays and objects may nest 128 deep, found more")
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: opening, count: 1_000_000)) }
    }

    @Test("A text cut off at any byte is refused, at no later place")
    func truncation() throws {
        let text = Array(#"{"a": [1, -2.5e+3, true, null, NaN, "é\u00e9\ud83d\ude00\n"], "b\\": {"c": false}}"#.utf8)
        _ = try JSONValue(parsing: text)
        for count in 0..<text.count {
            let error = #expect(throws: JSONError.self, "\(count) bytes") {
                try JSONValue(parsing: Array(text[..<count]))
            }
            #expect((error?.offset ?? .max) <= count)
        }
    }

    @Test("An object of 150,000 members is indexed")
    func largeObject() throws {
        let members = (0..<150_000).map { "\"key\($0)\": \($0)" }
        let object = try #require(try JSONValue(parsing: "{\(members.joined(separator: ","))}").objectValue)
        #expect(object.count == 150_000)
        #expect((0..<150_000).allSatisfy { object["key\($0)"] == .integer(Int64($0)) })
        #expect(object["key150000"] == nil)
    }
}
