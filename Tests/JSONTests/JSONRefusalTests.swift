import JSON
import Testing

/// A text that is no JSON, and the error.
struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let offset: Int
    let description: String

    init(_ text: String, _ offset: Int, _ description: String) {
        self.init(bytes: Array(text.utf8), offset, description)
    }

    init(bytes: [UInt8], _ offset: Int, _ description: String) {
        self.bytes = bytes
        self.offset = offset
        self.description = description
    }

    var testDescription: String { "\(description) in \(String(decoding: bytes, as: UTF8.self).debugDescription)" }
}

@Suite("Each malformed text is refused with its place")
struct JSONRefusalTests {
    @Test(
        "Structure",
        arguments: [
            Refusal("", 0, "line 1, column 1: expected a value, found the end of the text"),
            Refusal(" \n ", 3, "line 2, column 2: expected a value, found the end of the text"),
            Refusal("x", 0, "line 1, column 1: expected a value, found 'x'"),
            Refusal("'a'", 0, "line 1, column 1: expected a value, found '''"),
            Refusal("é", 0, "line 1, column 1: expected a value, found byte 0xC3"),
            Refusal("[\u{A0}1]", 1, "line 1, column 2: expected a value, found byte 0xC2"),
            Refusal("\0", 0, "line 1, column 1: expected a value, found byte 0x00"),
            Refusal("1 2", 2, "line 1, column 3: expected the end of the text, found '2'"),
            Refusal("[1]]", 3, "line 1, column 4: expected the end of the text, found ']'"),
            Refusal("[1 2]", 3, "line 1, column 4: expected ',' or ']' after the element, found '2'"),
            Refusal("[1,]", 3, "line 1, column 4: expected a value after ',', found ']'"),
            Refusal("[,1]", 1, "line 1, column 2: expected a value, found ','"),
            Refusal("[1}", 2, "line 1, column 3: expected ',' or ']' after the element, found '}'"),
            Refusal("{1: 2}", 1, "line 1, column 2: expected a key in double quotes or '}', found '1'"),
            Refusal("{\"a\" 1}", 5, "line 1, column 6: expected ':' after the key, found '1'"),
            Refusal("{\"a\": 1 \"b\": 2}", 8, "line 1, column 9: expected ',' or '}' after the value, found '\"'"),
            Refusal("{\"a\": 1,}", 8, "line 1, column 9: expected a key in double quotes after ',', found '}'"),
            Refusal("{\"a\":}", 5, "line 1, column 6: expected a value, found '}'"),
            Refusal("{\n  \"é\": tru\n}", 10, "line 2, column 8: expected true or false, found another word"),
            Refusal("nul", 0, "line 1, column 1: expected null, found another word"),
            Refusal("[1, // one\n2]", 4, "line 1, column 5: expected a value, found '/'"),
        ])
    func structure(_ refusal: Refusal) { check(refusal) }

    @Test(
        "Numbers",
        arguments: [
            Refusal("01", 1, "line 1, column 2: expected no digit after a leading 0, found one"),
            Refusal("-01", 2, "line 1, column 3: expected no digit after a leading 0, found one"),
            Refusal("-", 1, "line 1, column 2: expected a digit or Infinity after '-', found the end of the text"),
            Refusal("-NaN", 1, "line 1, column 2: expected a digit or Infinity after '-', found another word"),
            Refusal("+1", 0, "line 1, column 1: expected a value, found '+'"),
            Refusal(".5", 0, "line 1, column 1: expected a value, found '.'"),
            Refusal("1.", 2, "line 1, column 3: expected a digit after the decimal point, found the end of the text"),
            Refusal("[1.e2]", 3, "line 1, column 4: expected a digit after the decimal point, found 'e'"),
            Refusal("[1e]", 3, "line 1, column 4: expected a digit in the exponent, found ']'"),
            Refusal("1e+", 3, "line 1, column 4: expected a digit in the exponent, found the end of the text"),
            Refusal("0x10", 1, "line 1, column 2: expected the end of the text, found 'x'"),
            Refusal("1_000", 1, "line 1, column 2: expected the end of the text, found '_'"),
            Refusal("Inf", 0, "line 1, column 1: expected a number, found another word"),
            Refusal("nan", 0, "line 1, column 1: expected null, found another word"),
        ])
    func numbers(_ refusal: Refusal) { check(refusal) }

    @Test(
        "Strings",
        arguments: [
            Refusal("\"abc", 4, "line 1, column 5: expected '\"' at the end of the string, found the end of the text"),
            Refusal("\"a\nb\"", 2, "line 1, column 3: control characters in a string must be escaped, found byte 0x0A"),
            Refusal("\"\0\"", 1, "line 1, column 2: control characters in a string must be escaped, found byte 0x00"),
            Refusal("\"\\x41\"", 2, "line 1, column 3: expected one of \" \\ / b f n r t u after '\\', found 'x'"),
            Refusal(
                "\"\\", 2, "line 1, column 3: expected one of \" \\ / b f n r t u after '\\', found the end of the text"
            ),
            Refusal("\"\\u12g4\"", 5, "line 1, column 6: expected four hexadecimal digits after '\\u', found 'g'"),
            Refusal("\"\\u+123\"", 3, "line 1, column 4: expected four hexadecimal digits after '\\u', found '+'"),
            Refusal(
                "\"a\\ud800\"", 2,
                "line 1, column 3: expected a surrogate pair, found half of one, which is no character"),
            Refusal(
                "\"\\udc00\"", 1,
                "line 1, column 2: expected a surrogate pair, found half of one, which is no character"),
            Refusal(
                "\"\\ud800\\n\"", 1,
                "line 1, column 2: expected a surrogate pair, found half of one, which is no character"),
            Refusal(
                "\"\\ud800\\u0041\"", 1,
                "line 1, column 2: expected a surrogate pair, found half of one, which is no character"),
            Refusal(
                "\"\\ud800\\ud800\"", 1,
                "line 1, column 2: expected a surrogate pair, found half of one, which is no character"),
        ])
    func strings(_ refusal: Refusal) { check(refusal) }

    @Test(
        "Bytes that are no UTF-8 are found wherever they stand",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func invalidUTF8(_ sequence: [UInt8]) {
        for (prefix, suffix) in [
            ("", ""), ("a", "b"), ("twelve bytes", "and more after it"), ("é\\n", ""), ("", "\\n"),
        ] {
            let bytes = Array("[\"\(prefix)".utf8) + sequence + Array("\(suffix)\"]".utf8)
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
            #expect(error?.offset == 2 + prefix.utf8.count)
            #expect(error?.reason.hasPrefix("expected UTF-8, found byte 0x") == true)
        }
    }

    private func check(_ refusal: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: refusal.bytes) }
        #expect(error?.offset == refusal.offset)
        #expect(error?.description == refusal.description)
    }
}
