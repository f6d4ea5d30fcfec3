import Glibc
import JSON
import TestSupport

/// A model folder that is an MLmodel alone: a signature, and entries of flavors that need not exist.
enum SignedModel {
    /// Writes the folder.
    ///
    /// - Parameters:
    ///   - inputs: The schema as text, as are the others; nil for none.
    ///   - flavors: The entries; by default of a flavor that nobody has.
    static func write(
        to folder: String, inputs: String? = nil, outputs: String? = nil, params: String? = nil,
        flavors: JSONValue = ["elsewhere": [:]]
    ) throws {
        let texts = [("inputs", inputs), ("outputs", outputs), ("params", params)]
        let signature = JSONObject(texts.map { ($0, $1.map(JSONValue.string) ?? .null) })
        let isSigned = texts.contains { $1 != nil }
        guard exists(folder) || mkdir(folder, 0o755) == 0 else { throw TestSupportError("\(folder) cannot be made") }
        let model: JSONValue = ["flavors": flavors, "signature": isSigned ? .object(signature) : .null]
        // YAML has JSON within it.
        try writeFile(model.text(), to: "\(folder)/MLmodel")
    }

    /// The cases of a golden file of MLflow's; none where another folder of fixtures lacks it.
    static func goldens(_ name: String) -> [JSONValue] {
        guard let bytes = try? readFile("\(Fixtures.root)/mlflow/\(name).json") else { return [] }
        return (try? JSONValue(parsing: bytes))?["cases"]?.arrayValue ?? []
    }
}
