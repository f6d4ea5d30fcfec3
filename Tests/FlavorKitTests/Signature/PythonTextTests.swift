import JSON
import Testing

@testable import FlavorKit

@Suite("Values are printed as Python prints them")
struct PythonTextTests {
    // Text, and Python's `repr`.
    @Test(
        "Strings in quotes",
        arguments: [
            ("", "''"), ("a", "'a'"), ("it's", "\"it's\""), ("\"", "'\"'"), ("'\"", #"'\'"'"#), ("\\", #"'\\'"#),
            ("\n\r\t\u{8}\u{0}\u{7F}", #"'\n\r\t\x08\x00\x7f'"#), ("é\u{A0}\u{AD}", #"'é\xa0\xad'"#),
            ("\u{200B}\u{2028}\u{3000}\u{E000}", #"'\u200b\u2028\u3000\ue000'"#), ("日本🙂", "'日本🙂'"),
            ("\u{E0001}\u{10FFFF}", #"'\U000e0001\U0010ffff'"#), ("e\u{301}", "'e\u{301}'"), ("\r\n", #"'\r\n'"#),
        ])
    func strings(text: String, repr: String) { #expect(areIdentical(PythonText.repr(text), repr)) }

    @Test(
        "Values of every kind",
        arguments: [
            ("null", "None"), ("true", "True"), ("false", "False"), ("-7", "-7"),
            ("9223372036854775808", "9223372036854775808"),
            ("1.0", "1.0"), ("1e16", "1e+16"), ("NaN", "nan"), ("-Infinity", "-inf"), ("[]", "[]"), ("{}", "{}"),
            (#"[1, "a", {"k": [null]}]"#, "[1, 'a', {'k': [None]}]"),
        ])
    func values(text: String, repr: String) throws { #expect(PythonText.repr(try JSONValue(parsing: text)) == repr) }
}
