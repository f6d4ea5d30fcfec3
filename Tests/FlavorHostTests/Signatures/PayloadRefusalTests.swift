import FlavorHost
import FlavorKit
import Testing

@Suite("Requests that are not what they should be are refused in one sentence")
struct PayloadRefusalTests {
    @Test(
        "The place, what was expected and what was found",
        arguments: [
            ("{", "line 1, column 2: expected a key in double quotes or '}', found the end of the text"),
            ("", "line 1, column 1: expected a value, found the end of the text"),
            (#"{"inputs": 1} x"#, "line 1, column 15: expected the end of the text, found 'x'"),
            (
                #"{"inputs": 1, "instances": 2}"#,
                "input: expected one of dataframe_split, dataframe_records, instances, inputs, found inputs and instances"
            ),
            (#"{"dataframe_split": [1]}"#, "dataframe_split: expected an object, found list"),
            (#"{"dataframe_split": {"data": 1}}"#, "dataframe_split.data: expected a list of rows, found number"),
            (
                #"{"dataframe_split": {"columns": ["a"]}}"#,
                "dataframe_split: expected data, and maybe columns and index, found no data"
            ),
            (
                #"{"dataframe_split": {"data": [], "rows": 1}}"#,
                "dataframe_split: expected data, and maybe columns and index, found another key"
            ),
            (
                #"{"dataframe_split": {"data": [{}, [1]]}}"#,
                "dataframe_split.data[1]: expected an object, found list"
            ),
            (
                #"{"dataframe_split": {"data": [[1, 2], {"a": 1}]}}"#,
                "dataframe_split.data[1]: expected a list of cells, as the first row, found map"
            ),
            (
                #"{"dataframe_split": {"data": {"a": [1, 2], "b": [1]}}}"#,
                "dataframe_split.data: expected a list of rows, found map"
            ),
            (
                #"{"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}}"#,
                "dataframe_split.data: expected rows of 1 cells, as many as there are columns, found rows of 2"
            ),
            (
                #"{"dataframe_split": {"columns": ["a", "a"], "data": [[1, 2]]}}"#,
                "dataframe_split.columns: expected different names, found one twice"
            ),
            (
                #"{"dataframe_split": {"columns": ["a", [1]], "data": [[1, 2]]}}"#,
                "dataframe_split.columns[1]: expected text or a number, found list"
            ),
            (
                #"{"dataframe_split": {"columns": {}, "data": []}}"#,
                "dataframe_split.columns: expected a list of names, found map"
            ),
            (
                #"{"dataframe_split": {"index": [1, 2], "data": [[1]]}}"#,
                "dataframe_split.index: expected 1 labels, one for each row, found 2"
            ),
            (
                #"{"dataframe_split": {"index": 5, "data": [[1]]}}"#,
                "dataframe_split.index: expected a list of labels, found number"
            ),
            (#"{"dataframe_records": {}}"#, "dataframe_records: expected a list of objects, found map"),
            (#"{"dataframe_records": [{}, 1]}"#, "dataframe_records[1]: expected an object, found number"),
            (
                #"{"inputs": {"a": [1, 99999999999999999999]}}"#,
                "inputs.a[1]: expected an integer of at most 64 bits, found a larger one: "
                    + "write it with a decimal point, or as text"
            ),
            (
                #"{"dataframe_records": [{"a": 1}, {"a": 9223372036854775808}]}"#,
                "a in row 1: expected an integer of at most 64 bits, found a larger one: "
                    + "write it with a decimal point, or as text"
            ),
            (
                "[9223372036854775808]",
                "input[0]: expected an integer of at most 64 bits, found a larger one: "
                    + "write it with a decimal point, or as text"
            ),
            (
                "[1,\n 1e400]",
                "line 2, column 2: expected a number within the range of float64, found a larger one"
            ),
            (
                #"{"inputs": "\ud800"}"#,
                "line 1, column 13: expected a surrogate pair, found half of one, which is no character"
            ),
            (
                "\"a\nb\"",
                "line 1, column 3: expected well-formed JSON, found a fault: "
                    + "control characters in a string must be escaped, found byte 0x0A"
            ),
        ])
    func sentences(text: String, sentence: String) {
        #expect(Request.refusal(text) == sentence)
    }

    @Test("Objects that are stacked to tensors must have the same keys")
    func uneven() throws {
        let signature = try Request.signature(of: "float32[-1] x", "int64[-1] n")
        let sentence = "instances[1]: expected the same keys as in the first object, found others"
        #expect(Request.refusal(#"{"instances": [{"x": 1, "n": 3}, {"x": 3}]}"#, as: .json, signature) == sentence)
        #expect(Request.refusal(#"{"instances": [{"x": 1}, {"x": 3, "n": 1}]}"#, as: .json, signature) == sentence)
    }

    @Test("A million brackets are refused at the depth limit", arguments: ["[", "{\"a\":", #"{"inputs":["#])
    func depth(bracket: String) throws {
        let text = String(repeating: bracket, count: 1_000_000)
        for type in [Payload.ContentType.json, .jsonLines] {
            let sentence = try #require(Request.refusal(text, as: type))
            #expect(sentence.hasSuffix("arrays and objects may nest 128 deep, found more"))
        }
        let table = #"{"dataframe_split": {"data": [["# + text
        #expect(try #require(Request.refusal(table)).hasSuffix("may nest 128 deep, found more"))
    }

    @Test("Bytes that are not UTF-8 are refused with their place")
    func invalidUTF8() {
        for (bytes, place) in [
            (Array(#"{"inputs": ""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), "line 1, column 13"),
            (Array("[\n\"a\", \"".utf8) + [0xC3] + Array("\"]".utf8), "line 2, column 7"),
        ] {
            let error = #expect(throws: SchemaMismatch.self) {
                try Payload(parsing: bytes, as: .json, signature: nil)
            }
            #expect(error?.path == place)
            #expect(error?.expected == "UTF-8")
        }
    }

    @Test("An integer of 400 digits is refused, or read where a float is asked for")
    func hugeInteger() throws {
        let digits = String(repeating: "7", count: 400)
        #expect(
            Request.refusal(#"{"inputs": [\#(digits)]}"#)?.hasPrefix(
                "inputs[0]: expected an integer of at most 64 bits")
                == true)
        let signature = try Request.signature(of: "float64[-1]")
        #expect(Request.refusal(#"{"inputs": [\#(digits)]}"#, as: .json, signature) != nil)
    }

    @Test("Rows that share no keys are refused before they make a table far larger than their text")
    func sparseRows() throws {
        let rows = (0..<20_000).map { "{\"k\($0)\": 1}" }.joined(separator: ",")
        let sentence = try #require(Request.refusal(#"{"dataframe_records": [\#(rows)]}"#))
        #expect(sentence.contains("expected rows with mostly the same keys, found"))
    }

    @Test("A wide row among short ones is refused before it makes a table far larger than its text")
    func wideRow() throws {
        let wide = "[" + String(repeating: "1,", count: 20_000) + "1]"
        let short = String(repeating: "[1],", count: 20_000)
        for rows in [short + wide, wide + "," + short + "[1]"] {
            let sentence = try #require(Request.refusal(#"{"dataframe_split": {"data": [\#(rows)]}}"#))
            #expect(sentence.contains("expected rows of about the same length, found rows of up to"))
        }
    }

    @Test("A broken line of JSON lines is refused with its line")
    func lines() {
        #expect(
            Request.refusal("{\"a\": 1}\n\n{\"a\": \n{\"a\": 2}", as: .jsonLines)
                == "line 3, column 7: expected a value, found the end of the text")
        #expect(
            Request.refusal("1 2\n", as: .jsonLines) == "line 1, column 3: expected the end of the text, found '2'")
        #expect(
            Request.refusal("1\n1e999\n", as: .jsonLines)
                == "line 2, column 1: expected a number within the range of float64, found a larger one")
        #expect(
            Request.refusal("1\n]\n[2", as: .jsonLines) == "line 2, column 1: expected a value, found ']'")
    }
}
