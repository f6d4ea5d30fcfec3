import FlavorHost
import FlavorKit
import Testing

@Suite("Reading example files")
struct ExampleFileTests {
    private func read(_ text: String) throws -> ExampleFile {
        try ExampleFile(parsing: Array(text.utf8), source: "e.json")
    }

    @Test("Any document is an example; inputs and params together are one with parameters")
    func documents() throws {
        #expect(try read("[1, null]").example == .value([1, .null]))
        #expect(try read("[1, null]").params == nil)
        let both = try read(#"{"params": {"k": 1}, "inputs": "x"}"#)
        #expect(both.example == .value("x") && both.params == ["k": 1])
        let none = try read(#"{"inputs": "x", "params": null}"#)
        #expect(none.example == .value("x") && none.params == nil)
        for text in [#"{"inputs": "x"}"#, #"{"inputs": "x", "params": {}, "more": 1}"#, #"{"a": 1, "params": {}}"#] {
            #expect(try read(text).params == nil)
            #expect(try read(text).example == .value(Value(json: .init(parsing: text))))
        }
    }

    @Test("A dataframe_split is a table")
    func tables() throws {
        let named = try read(#"{"dataframe_split": {"columns": ["b", "a"], "data": [[1, "x"], [2, "y"]]}}"#)
        let columns: ValueMap = ["b": .tensor(Tensor([Int64(1), 2])), "a": .strings(StringTensor(["x", "y"]))]
        #expect(named.example == .table(columns))
        let positions = try read(#"{"dataframe_split": {"data": [[1, 2.5]]}, "params": {"k": 1}}"#)
        #expect(
            positions.example
                == .table(["0": .tensor(Tensor([Int64(1)])), "1": .tensor(Tensor([2.5]))], labels: .positions))
        #expect(positions.params == ["k": 1])
    }

    @Test("A column of texts that misses some is one of texts, whichever way they are missing")
    func missingTexts() throws {
        let file = try read(#"{"dataframe_split": {"columns": ["a"], "data": [["x"], [null], [NaN]]}}"#)
        #expect(file.example == .table(["a": .strings(StringTensor(["x", nil, nil]))]))
    }

    @Test("Columns that are called by their positions have no names")
    func positions() throws {
        let file = try read(#"{"dataframe_split": {"columns": [0, 1], "data": [[1, 2.5]]}}"#)
        #expect(
            file.example
                == .table(["0": .tensor(Tensor([Int64(1)])), "1": .tensor(Tensor([2.5]))], labels: .positions))
    }

    @Test(
        "A file that is no example is refused in one sentence, which names it",
        arguments: [
            ("{", "expected JSON: line 1, column 2: expected a key in double quotes or '}', found the end of the text"),
            ("[18446744073709551616]", "an integer does not fit in 64 bits: write it with a decimal point, or as text"),
            (#"{"inputs": 1, "params": [1]}"#, "params: expected an object, found list"),
            (
                #"{"dataframe_split": [1]}"#,
                "dataframe_split: expected an object, found list"
            ),
            (
                #"{"dataframe_split": {"data": [[1], {}]}}"#,
                "dataframe_split.data[1]: expected a list of cells, as the first row, found map"
            ),
            (
                #"{"dataframe_split": {"columns": ["a"], "data": [[1], [1, 2]]}}"#,
                "dataframe_split.data: expected rows of 1 cells, as many as there are columns, found rows of 2"
            ),
            (
                #"{"dataframe_split": {"columns": ["a", "a"], "data": [[1, 2]]}}"#,
                "dataframe_split.columns: expected different names, found one twice"
            ),
        ])
    func refusals(text: String, message: String) {
        #expect { try read(text) } throws: { ($0 as? FlavorError)?.message == "e.json: \(message)" }
    }
}
