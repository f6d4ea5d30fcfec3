import Testing

// Made with Python 3: `json.dumps(json.loads(text))`, the same with `ensure_ascii=False`, and with `indent=2`.

/// A text and what Python's json makes of it.
struct PythonGolden: Sendable, CustomTestStringConvertible {
    let text: String
    let python: String
    let unicode: String
    let indented: String

    init(_ text: String, _ python: String, _ unicode: String? = nil, _ indented: String? = nil) {
        self.text = text
        self.python = python
        self.unicode = unicode ?? python
        self.indented = indented ?? python
    }

    var testDescription: String { text }
}

let pythonNumbers: [PythonGolden] = [
    PythonGolden(#"0"#, #"0"#),
    PythonGolden(#"-0"#, #"0"#),
    PythonGolden(#"1"#, #"1"#),
    PythonGolden(#"-1"#, #"-1"#),
    PythonGolden(#"9223372036854775807"#, #"9223372036854775807"#),
    PythonGolden(#"-9223372036854775808"#, #"-9223372036854775808"#),
    PythonGolden(#"9223372036854775808"#, #"9223372036854775808"#),
    PythonGolden(#"-9223372036854775809"#, #"-9223372036854775809"#),
    PythonGolden(#"18446744073709551616"#, #"18446744073709551616"#),
    PythonGolden(#"123456789012345678901234567890"#, #"123456789012345678901234567890"#),
    PythonGolden(#"0.0"#, #"0.0"#),
    PythonGolden(#"-0.0"#, #"-0.0"#),
    PythonGolden(#"1.0"#, #"1.0"#),
    PythonGolden(#"1.5"#, #"1.5"#),
    PythonGolden(#"0.1"#, #"0.1"#),
    PythonGolden(#"0.30000000000000004"#, #"0.30000000000000004"#),
    PythonGolden(#"100.0"#, #"100.0"#),
    PythonGolden(#"123456.789"#, #"123456.789"#),
    PythonGolden(#"1e0"#, #"1.0"#),
    PythonGolden(#"1E2"#, #"100.0"#),
    PythonGolden(#"1e+2"#, #"100.0"#),
    PythonGolden(#"1e-2"#, #"0.01"#),
    PythonGolden(#"1.5e300"#, #"1.5e+300"#),
    PythonGolden(#"1e15"#, #"1000000000000000.0"#),
    PythonGolden(#"9999999999999998.0"#, #"9999999999999998.0"#),
    PythonGolden(#"1e16"#, #"1e+16"#),
    PythonGolden(#"12345678901234567.0"#, #"1.2345678901234568e+16"#),
    PythonGolden(#"123456789012345680.0"#, #"1.2345678901234568e+17"#),
    PythonGolden(#"1e17"#, #"1e+17"#),
    PythonGolden(#"9007199254740993.0"#, #"9007199254740992.0"#),
    PythonGolden(#"9007199254740993.00000000000000000000001"#, #"9007199254740994.0"#),
    PythonGolden(#"1e22"#, #"1e+22"#),
    PythonGolden(#"1e23"#, #"1e+23"#),
    PythonGolden(#"8.5e22"#, #"8.5e+22"#),
    PythonGolden(#"0.0001"#, #"0.0001"#),
    PythonGolden(#"0.00001"#, #"1e-05"#),
    PythonGolden(#"0.000123456789"#, #"0.000123456789"#),
    PythonGolden(#"1e-5"#, #"1e-05"#),
    PythonGolden(#"1.25e-7"#, #"1.25e-07"#),
    PythonGolden(#"2.2250738585072014e-308"#, #"2.2250738585072014e-308"#),
    PythonGolden(#"2.2250738585072011e-308"#, #"2.225073858507201e-308"#),
    PythonGolden(#"4.9e-324"#, #"5e-324"#),
    PythonGolden(#"5e-324"#, #"5e-324"#),
    PythonGolden(#"2e-324"#, #"0.0"#),
    PythonGolden(#"2.4703282292062327e-324"#, #"0.0"#),
    PythonGolden(#"2.4703282292062328e-324"#, #"5e-324"#),
    PythonGolden(#"1e-400"#, #"0.0"#),
    PythonGolden(#"1.7976931348623157e308"#, #"1.7976931348623157e+308"#),
    PythonGolden(#"1.7976931348623158e308"#, #"1.7976931348623157e+308"#),
    PythonGolden(#"1.7976931348623159e308"#, #"Infinity"#),
    PythonGolden(#"1e309"#, #"Infinity"#),
    PythonGolden(#"1e400"#, #"Infinity"#),
    PythonGolden(#"-1e400"#, #"-Infinity"#),
    PythonGolden(#"5.684341886080802e-14"#, #"5.684341886080802e-14"#),
    PythonGolden(#"5.6843418860808015e-14"#, #"5.684341886080802e-14"#),
    PythonGolden(#"0.1000000000000000055511151231257827021181583404541015625"#, #"0.1"#),
    PythonGolden(#"0.3"#, #"0.3"#),
    PythonGolden(#"7.2057594037927933e16"#, #"7.205759403792794e+16"#),
    PythonGolden(#"3.5844466002796428e298"#, #"3.5844466002796428e+298"#),
    PythonGolden(#"1e-27"#, #"1e-27"#),
    PythonGolden(#"1e27"#, #"1e+27"#),
    PythonGolden(#"123e-27"#, #"1.23e-25"#),
    PythonGolden(#"18446744073709551615e-27"#, #"1.8446744073709552e-08"#),
    PythonGolden(#"18446744073709551615e27"#, #"1.8446744073709552e+46"#),
    PythonGolden(#"9007199254740992.5"#, #"9007199254740992.0"#),
    PythonGolden(#"9007199254740991.5"#, #"9007199254740992.0"#),
    PythonGolden(#"4503599627370497.5"#, #"4503599627370498.0"#),
    PythonGolden(#"4503599627370496.5"#, #"4503599627370496.0"#),
    PythonGolden(#"1.00000005960464477539062500"#, #"1.0000000596046448"#),
    PythonGolden(#"179769313486231580793e289"#, #"Infinity"#),
    PythonGolden(#"0.000000000000000000000000000000000000000000000000123"#, #"1.23e-49"#),
    PythonGolden(#"1e-1000000000000"#, #"0.0"#),
    PythonGolden(#"1e1000000000000"#, #"Infinity"#),
    PythonGolden(#"0e999999999999"#, #"0.0"#),
    PythonGolden(#"NaN"#, #"NaN"#),
    PythonGolden(#"Infinity"#, #"Infinity"#),
    PythonGolden(#"-Infinity"#, #"-Infinity"#),
]

let pythonStrings: [PythonGolden] = [
    PythonGolden(#""""#, #""""#),
    PythonGolden(#""a""#, #""a""#),
    PythonGolden(#""caf\#u{E9}""#, #""caf\u00e9""#, #""caf\#u{E9}""#),
    PythonGolden(#""e\#u{301}""#, #""e\u0301""#, #""e\#u{301}""#),
    PythonGolden(#""\#u{6F22}\#u{5B57}""#, #""\u6f22\u5b57""#, #""\#u{6F22}\#u{5B57}""#),
    PythonGolden(#""\#u{1F600}""#, #""\ud83d\ude00""#, #""\#u{1F600}""#),
    PythonGolden(#""\#u{10FFFF}""#, #""\udbff\udfff""#, #""\#u{10FFFF}""#),
    PythonGolden(#""\#u{FFFF}""#, #""\uffff""#, #""\#u{FFFF}""#),
    PythonGolden(#""\#u{2028}\#u{2029}""#, #""\u2028\u2029""#, #""\#u{2028}\#u{2029}""#),
    PythonGolden(#""\u0000\u0001\u001f""#, #""\u0000\u0001\u001f""#),
    PythonGolden(#""~\#u{7F}\#u{80}""#, #""~\u007f\u0080""#, #""~\#u{7F}\#u{80}""#),
    PythonGolden(#""\b\f\n\r\t""#, #""\b\f\n\r\t""#),
    PythonGolden(#""\"\\/""#, #""\"\\/""#),
    PythonGolden(
        #""a\"b\\c/d\#u{E9}\n\#u{1F600} end of a longer string""#,
        #""a\"b\\c/d\u00e9\n\ud83d\ude00 end of a longer string""#,
        #""a\"b\\c/d\#u{E9}\n\#u{1F600} end of a longer string""#),
]

let pythonDocuments: [PythonGolden] = [
    PythonGolden(#"[]"#, #"[]"#),
    PythonGolden(#"{}"#, #"{}"#),
    PythonGolden(#"[[]]"#, #"[[]]"#, nil, #"[\#n  []\#n]"#),
    PythonGolden(#"[{}]"#, #"[{}]"#, nil, #"[\#n  {}\#n]"#),
    PythonGolden(#"{"a": []}"#, #"{"a": []}"#, nil, #"{\#n  "a": []\#n}"#),
    PythonGolden(#"{"a": {}}"#, #"{"a": {}}"#, nil, #"{\#n  "a": {}\#n}"#),
    PythonGolden(
        #"[1, [2, [3, []]], {}]"#,
        #"[1, [2, [3, []]], {}]"#,
        nil,
        #"[\#n  1,\#n  [\#n    2,\#n    [\#n      3,\#n      []\#n    ]\#n  ],\#n  {}\#n]"#),
    PythonGolden(#"{"b": 1, "a": 2, "b": 3}"#, #"{"b": 3, "a": 2}"#, nil, #"{\#n  "b": 3,\#n  "a": 2\#n}"#),
    PythonGolden(
        #"{"\u00e9": 1, "e\u0301": 2, "\#u{E9}": 3}"#,
        #"{"\u00e9": 3, "e\u0301": 2}"#,
        #"{"\#u{E9}": 3, "e\#u{301}": 2}"#,
        #"{\#n  "\u00e9": 3,\#n  "e\u0301": 2\#n}"#),
    PythonGolden(
        #" [ true , false , null ] "#,
        #"[true, false, null]"#,
        nil,
        #"[\#n  true,\#n  false,\#n  null\#n]"#),
    PythonGolden(
        #"\#u{D}\#n\#u{9} {"k":\#n[1.0,2]}"#,
        #"{"k": [1.0, 2]}"#,
        nil,
        #"{\#n  "k": [\#n    1.0,\#n    2\#n  ]\#n}"#),
    PythonGolden(
        #"{"a": {"b": [1, {"c": null}], "d": "x"}, "e": []}"#,
        #"{"a": {"b": [1, {"c": null}], "d": "x"}, "e": []}"#,
        nil,
        #"{\#n  "a": {\#n    "b": [\#n      1,\#n      {\#n        "c": null\#n      }\#n    ],\#n    "d": "x"\#n  },\#n  "e": []\#n}"#
    ),
    PythonGolden(
        #"{"":{"":[""]}}"#,
        #"{"": {"": [""]}}"#,
        nil,
        #"{\#n  "": {\#n    "": [\#n      ""\#n    ]\#n  }\#n}"#),
    PythonGolden(
        #""\u0041\/\ud83d\ude00\u00E9\u00e9""#,
        #""A/\ud83d\ude00\u00e9\u00e9""#,
        #""A/\#u{1F600}\#u{E9}\#u{E9}""#),
]
