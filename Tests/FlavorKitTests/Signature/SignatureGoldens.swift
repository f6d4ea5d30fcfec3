import JSON
import Testing
import TestSupport

/// What MLflow made of a schema or a params document.
struct GrammarGolden: Sendable, CustomTestStringConvertible {
    let group: String
    let id: String
    let isParams: Bool
    let text: String
    /// MLflow's answer; nil where it refused.
    let accepted: Accepted?

    struct Accepted: Sendable {
        let json: String
        let repr: String
        /// The names in order; nil for params.
        let names: [JSONValue]?
        let requiredNames: [JSONValue]?
        let isTensorSpec: Bool?
    }

    var testDescription: String { "\(group)/\(id)" }

    /// Whether MLflow accepts what the documentation's table of departures says that we refuse: shapes of other than
    /// integers, numpy types of several fields, and the clock for a default.
    var departs: Bool {
        guard let document = try? JSONValue(parsing: Array(text.utf8)).arrayValue else { return false }
        return document.contains { spec in
            let shape = (spec["tensor-spec"] ?? spec)["shape"] ?? .null
            return !shape.isNull && shape.arrayValue?.allSatisfy({ $0.integerValue != nil }) != true
                || spec["type"] == "datetime" && ["now", "today"].contains(spec["default"])
        } || accepted?.json.contains("\"dtype\": \"void") == true
    }

    static let all: [GrammarGolden] = goldenCases(prefix: "grammar_").compactMap { group, golden in
        guard let id = golden["id"]?.stringValue, let document = golden["json"] else { return nil }
        var accepted: Accepted?
        if golden["outcome"] == "accepted", let json = golden["to_json"]?.stringValue,
            let repr = golden["repr"]?.stringValue
        {
            accepted = Accepted(
                json: json, repr: repr, names: golden["input_names"]?.arrayValue,
                requiredNames: golden["required_input_names"]?.arrayValue,
                isTensorSpec: golden["is_tensor_spec"]?.boolValue)
        }
        return GrammarGolden(
            group: group, id: id, isParams: golden["kind"] == "params", text: document.stringValue ?? document.text(),
            accepted: accepted)
    }
}

/// The texts of a signature that MLflow inferred, with what it printed for each.
struct SignatureGolden: Sendable, CustomTestStringConvertible {
    let group: String
    let id: String
    /// By "inputs", "outputs" and "params": the text, or null.
    let texts: JSONObject
    /// By the same keys: the printed form.
    let reprs: JSONObject

    var testDescription: String { "\(group)/\(id)" }

    func text(_ key: String) -> String? { texts[key]?.stringValue }

    static let all: [SignatureGolden] = goldenCases(prefix: "infer_").compactMap { group, golden in
        guard let id = golden["id"]?.stringValue, let texts = golden["strings"]?.objectValue,
            let reprs = golden["repr"]?.objectValue
        else { return nil }
        return SignatureGolden(group: group, id: id, texts: texts, reprs: reprs)
    }
}

/// The cases of every group whose name begins so.
private func goldenCases(prefix: String) -> [(group: String, golden: JSONValue)] {
    let folder = "\(Fixtures.root)/mlflow/signatures"
    var cases: [(group: String, golden: JSONValue)] = []
    for file in entries(of: folder) where file.hasPrefix(prefix) && file.hasSuffix(".json") {
        do {
            let document = try JSONValue(parsing: readFile("\(folder)/\(file)"))
            cases += (document["cases"]?.arrayValue ?? []).map { (String(file.dropLast(5)), $0) }
        } catch {
            Issue.record("\(file): \(error)")
        }
    }
    return cases
}

/// Whether two texts have the same bytes, where `==` holds canonically equivalent ones for equal.
func areIdentical(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
