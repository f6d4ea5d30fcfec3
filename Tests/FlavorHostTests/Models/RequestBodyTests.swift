import FlavorKit
import JSON
import Testing

@testable import FlavorHost

@Suite("Request bodies")
struct RequestBodyTests {
    private static let column = try? ModelSignature(
        inputsText: #"[{"type": "string", "required": true}]"#, outputsText: nil,
        paramsText: #"[{"name": "max_new_tokens", "default": 4, "shape": null, "type": "long"}]"#)

    private func read(_ text: String, signature: ModelSignature? = nil) throws -> RequestBody {
        try RequestBody(parsing: Array(text.utf8), source: "body", signature: signature)
    }

    @Test("inputs and instances are the input, with params beside them", arguments: ["inputs", "instances"])
    func envelope(key: String) throws {
        let body = try read(#"{"\#(key)": ["a", "b"], "params": {"k": 1}}"#)
        #expect(body == RequestBody(input: ["a", "b"], parameters: ValueMap([("k", 1)])))
        #expect(body.reply(["x"]).text() == #"{"predictions": ["x"]}"#)
    }

    @Test("A single input of a model with columns is one row")
    func singleRow() throws {
        #expect(try read(#"{"inputs": "a"}"#, signature: Self.column).input == ["a"])
        #expect(try read(#"{"inputs": "a"}"#).input == "a")
    }

    @Test("A body with prompt is the data itself, params of the schema apart, and is replied to bare")
    func bareBody() throws {
        let body = try read(#"{"prompt": "a", "max_new_tokens": 3, "inputs": 1}"#, signature: Self.column)
        #expect(body.input == ["prompt": "a", "inputs": 1])
        #expect(body.parameters == ValueMap([("max_new_tokens", 3)]))
        #expect(body.reply("x").text() == #""x""#)
    }

    @Test("The flavor's parameters leave a bare body too, unless the model has a column of that name")
    func flavorParameters() throws {
        let settings = [FlavorDescriptor.Setting("temperature", type: "double", summary: "")]
        let bytes = Array(#"{"prompt": "a", "temperature": 0.5, "temprature": 1}"#.utf8)
        let body = try RequestBody(parsing: bytes, source: "body", signature: nil, parameters: settings)
        #expect(body.input == ["prompt": "a", "temprature": 1])
        #expect(body.parameters == ["temperature": 0.5])
        let columns = try ModelSignature(
            inputsText: #"[{"type": "string", "name": "prompt", "required": true}, "#
                + #"{"type": "double", "name": "temperature", "required": false}]"#,
            outputsText: nil, paramsText: nil)
        let kept = try RequestBody(parsing: bytes, source: "body", signature: columns, parameters: settings)
        #expect(kept.parameters.isEmpty)
    }

    @Test("A frame in split form becomes columns")
    func split() throws {
        let body = try read(
            #"{"dataframe_split": {"columns": ["a", "b"], "index": [0], "data": [[1, "x"], [2, "y"]]}}"#)
        #expect(body.input == ["a": [1, 2], "b": ["x", "y"]])
        #expect(try read(#"{"dataframe_split": {"data": [[1, 2]]}}"#).input == ["0": [1], "1": [2]])
    }

    @Test("Any other document is the input itself", arguments: ["\"a\"", "[1, 2]", "3", #"{"prompt_token_ids": [1]}"#])
    func plain(text: String) throws {
        #expect(try read(text).input == Value(json: JSONValue(parsing: text)))
    }

    @Test(
        "A body that is wrong is refused in one sentence",
        arguments: [
            ("{", "body: expected JSON: "),
            (
                #"{"inputs": 1, "instances": 2}"#,
                "body: expected one of dataframe_split, dataframe_records, instances, inputs, found instances and inputs"
            ),
            (#"{"inputs": 1, "params": [1]}"#, "body: params: expected an object, found list"),
            (#"{"dataframe_split": [1]}"#, "body: dataframe_split: expected an object, found list"),
            (
                #"{"dataframe_split": {"data": 1}}"#,
                "body: dataframe_split.data: expected a list of rows, found integer"
            ),
            (#"{"dataframe_split": {"data": [1]}}"#, "body: dataframe_split.data[0]: expected a list, found integer"),
            (
                #"{"dataframe_split": {"data": [[1], [1, 2]]}}"#,
                "body: dataframe_split.data[1]: expected 1 cells, found 2"
            ),
            (
                #"{"dataframe_split": {"data": [], "rows": 1}}"#,
                "body: dataframe_split: expected columns, index and data, found \"rows\""
            ),
            (
                #"{"dataframe_split": {"columns": ["a", "a"], "data": [[1, 2]]}}"#,
                "body: dataframe_split.columns: expected different names, found one twice"
            ),
            (#"{"dataframe_records": {}}"#, "body: dataframe_records: expected a list of objects, found map"),
            (#"{"dataframe_records": [1]}"#, "body: dataframe_records[0]: expected an object, found integer"),
            (
                #"{"inputs": 99999999999999999999}"#,
                "body: an integer does not fit in 64 bits: write it with a decimal point, or as text"
            ),
        ])
    func refusals(text: String, message: String) {
        let error = #expect(throws: FlavorError.self) { try read(text) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
