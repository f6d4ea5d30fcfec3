import JSON
import Testing
import TestSupport

/// What MLflow inferred from examples, and the files it wrote for them.
struct InferenceGolden: Sendable, CustomTestStringConvertible {
    let group: String
    let id: String
    let members: JSONObject

    var testDescription: String { "\(group)/\(id)" }

    /// The example in the goldens' tagged JSON.
    var example: JSONValue { members["example"] ?? .null }
    /// The example of the output, in the same.
    var output: JSONValue { members["output"] ?? .null }
    /// The parameters, in the same.
    var params: JSONValue { members["params"] ?? .null }
    /// All that is inferred from.
    var parts: [JSONValue] { [example, output, params] }
    /// Whether MLflow refused the parameters, and with them everything.
    var isRefused: Bool { members["infer_signature_raises"] == true }
    /// Whether no type was found for the input.
    var isFallback: Bool { members["error"] != nil }
    /// The text of "inputs", "outputs" or "params", or null.
    func text(_ key: String) -> JSONValue { members["strings"]?[key] ?? .null }

    static let all: [InferenceGolden] = {
        let folder = "\(Fixtures.root)/mlflow/signatures"
        var goldens: [InferenceGolden] = []
        for file in entries(of: folder) where file.hasPrefix("infer_") && file.hasSuffix(".json") {
            do {
                let document = try JSONValue(parsing: readFile("\(folder)/\(file)"))
                for golden in document["cases"]?.arrayValue ?? [] {
                    guard let members = golden.objectValue, let id = members["id"]?.stringValue else { continue }
                    goldens.append(InferenceGolden(group: String(file.dropLast(5)), id: id, members: members))
                }
            } catch {
                Issue.record("\(file): \(error)")
            }
        }
        return goldens
    }()
}
