import FlavorKit
import JSON

/// An example of a model's input, in the forms in which it is saved along with the model.
public struct InputExample: Sendable, Hashable {
    /// The input as the files hold it.
    public let value: JSONValue
    /// The parameters that go with it.
    public let params: JSONObject?
    private let type: ExampleType

    /// Creates the files' form of an example.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` for what MLflow does not write as an example: null, a column by
    ///   itself, tensors beside or inside other values, complex numbers, and parameters that cannot be ones.
    public init(_ example: Example, params: ValueMap? = nil) throws(FlavorError) {
        type = try ExampleType(of: example)
        value = example.fileJSON
        if let params { _ = try ParamSchema.infer(from: params) }
        self.params = params.map { Value.map($0).json.objectValue ?? JSONObject() }
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
        if type == .jsonObject, case .object(var body) = value, Self.isTaskBody(body.keys) {
            for (key, value) in params ?? JSONObject() { body[key] = value }
            return .object(body)
        }
        var body = JSONObject([(type.servingKey, value)])
        body["params"] = params.map { .object($0) }
        return .object(body)
    }

    /// Whether a map with these keys is the body of a request for an `llm/v1` task.
    static func isTaskBody(_ keys: some Sequence<String>) -> Bool {
        keys.contains { ["messages", "prompt", "input"].contains($0) }
    }

    /// What MLmodel keeps about the example under `saved_input_example_info`.
    public var info: JSONObject {
        var info = JSONObject([("artifact_path", .string(Self.fileName))])
        // MLflow notes parameters only when there are some, and as a text.
        if let params, !params.isEmpty { info["params"] = "true" }
        info["type"] = .string(type.name)
        info["pandas_orient"] = type.orient.map(JSONValue.string)
        info["serving_input_path"] = .string(Self.servingFileName)
        return info
    }

    private static let fileName = "input_example.json"
    private static let servingFileName = "serving_input_example.json"
    /// The files in which an example is written.
    static let fileNames = [fileName, servingFileName]

    /// Writes both files into a model folder.
    package func write(to folder: String) throws(FlavorError) {
        try Files.write(text.utf8, to: "\(folder)/\(Self.fileName)")
        try Files.write(servingText.utf8, to: "\(folder)/\(Self.servingFileName)")
    }
}
