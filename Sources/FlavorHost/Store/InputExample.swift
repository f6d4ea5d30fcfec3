import FlavorKit
import JSON

/// An example of a model's input, which is saved along with the model.
public struct InputExample: Sendable, Hashable {
    /// The input.
    public var value: JSONValue
    /// The parameters that go with it.
    public var params: JSONObject?

    /// Creates an example of values that JSON can hold.
    public init(_ value: JSONValue, params: JSONObject? = nil) {
        self.value = value
        self.params = params
    }

    /// The text of `input_example.json`, on one line as Python's `json.dumps` writes it.
    public var text: String {
        guard let params else { return value.text(.python) }
        return JSONValue.object(JSONObject([("inputs", value), ("params", .object(params))])).text(.python)
    }

    /// The text of `serving_input_example.json`, the body of a request with this input.
    public var servingText: String { servingBody.text(.indented(2)) }

    /// The body of a request; a map with one of the keys of the `llm/v1` tasks is sent as it is.
    private var servingBody: JSONValue {
        if case .object(var body) = value, ["messages", "prompt", "input"].contains(where: { body[$0] != nil }) {
            for (key, value) in params ?? JSONObject() { body[key] = value }
            return .object(body)
        }
        var body = JSONObject([("inputs", value)])
        body["params"] = params.map { .object($0) }
        return .object(body)
    }

    /// What MLmodel keeps about the example under `saved_input_example_info`.
    public var info: JSONObject {
        var info = JSONObject([
            ("artifact_path", .string(Self.fileName)), ("serving_input_path", .string(Self.servingFileName)),
            ("type", "json_object"),
        ])
        // MLflow notes parameters only when there are some, and as a text.
        if let params, !params.isEmpty { info["params"] = "true" }
        return info
    }

    private static let fileName = "input_example.json"
    private static let servingFileName = "serving_input_example.json"

    /// Writes both files into a model folder.
    package func write(to folder: String) throws(FlavorError) {
        try Files.write(text.utf8, to: "\(folder)/\(Self.fileName)")
        try Files.write(servingText.utf8, to: "\(folder)/\(Self.servingFileName)")
    }
}
