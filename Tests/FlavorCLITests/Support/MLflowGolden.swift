import JSON
import TestSupport
import Testing

/// A prediction that the real MLflow made with a model that it saved.
struct MLflowGolden: Sendable, CustomTestStringConvertible {
    /// The model and the case.
    let testDescription: String
    let folder: String
    /// The body of a request.
    let body: JSONValue
    /// Options of the load.
    let options: JSONObject
    /// What MLflow's pyfunc, or its scoring server, answered; nil where it refused.
    let prediction: JSONValue?

    /// All of all models.
    static let all: [MLflowGolden] = {
        let root = "\(Fixtures.root)/mlflow/models"
        return entries(of: root).flatMap { name -> [MLflowGolden] in
            guard let bytes = try? readFile("\(root)/\(name)/expected.json"),
                let expected = try? JSONValue(parsing: bytes)
            else { return [] }
            let cases = (expected["cases"]?.arrayValue ?? []).compactMap { item in
                MLflowGolden(case: item, of: name, folder: "\(root)/\(name)/model")
            }
            let requests = (expected["serving"]?.arrayValue ?? []).enumerated().compactMap { index, item in
                MLflowGolden(request: item, "\(name): request \(index)", folder: "\(root)/\(name)/model")
            }
            return cases + requests
        }
    }()

    /// A call of pyfunc's predict.
    private init?(case item: JSONValue, of model: String, folder: String) {
        guard let id = item["id"]?.stringValue, let input = item["input"] else { return nil }
        testDescription = "\(model): \(id)"
        self.folder = folder
        var body = Self.body(of: input)
        if let params = item["params"] { body["params"] = params }
        self.body = .object(body)
        options = item["load_model_config"]?.objectValue ?? JSONObject()
        prediction = item["error"] == nil ? item["prediction"].map(Self.untagged) : nil
    }

    /// A request to the scoring server.
    private init?(request item: JSONValue, _ name: String, folder: String) {
        guard let body = item["body"] else { return nil }
        testDescription = name
        self.folder = folder
        self.body = body
        options = JSONObject()
        let reply = item["json"]
        prediction = item["status"] == 200 ? reply?["predictions"] ?? reply : nil
    }

    /// The request that means the same as a call with a Python value.
    private static func body(of input: JSONValue) -> JSONObject {
        if let table = input["$dataframe"]?.objectValue {
            return [
                "dataframe_split": .object(JSONObject(table.filter { $0.key != "dtypes" }.map { ($0.key, $0.value) }))
            ]
        }
        let isTask = ["messages", "prompt", "input"].contains { input[$0] != nil }
        if isTask, let object = input.objectValue { return object }
        if let rows = input.arrayValue, rows.contains(where: { $0.objectValue != nil }) {
            return ["dataframe_records": .array(rows)]
        }
        return ["inputs": untagged(input)]
    }

    /// A value whose arrays are lists.
    private static func untagged(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            if let array = object["$ndarray"] { return array["data"] ?? .null }
            if let table = object["$dataframe"] { return records(table) }
            return .object(JSONObject(object.map { ($0.key, untagged($0.value)) }))
        case .array(let items): return .array(items.map(untagged))
        default: return value
        }
    }

    /// A table as a reply has it.
    private static func records(_ table: JSONValue) -> JSONValue {
        let columns = (table["columns"]?.arrayValue ?? []).map { $0.stringValue ?? $0.text() }
        let rows = (table["data"]?.arrayValue ?? []).compactMap(\.arrayValue)
        return .array(rows.map { .object(JSONObject(zip(columns, $0).map { ($0, untagged($1)) })) })
    }
}

extension JSONValue {
    /// Whether an answer of ours is one of MLflow's: texts but for white space around them, numbers to five digits, and what
    /// differs from call to call not at all.
    func agrees(with theirs: JSONValue) -> Bool {
        switch (self, theirs) {
        case (_, "<volatile>"): true
        case (.object(let ours), .object(let theirs)):
            ours.count == theirs.count
                && theirs.allSatisfy { member in
                    // An answer whose last allowed token ends it is whole; MLflow says that it is cut.
                    if member.key == "finish_reason", ours[member.key] == "stop", member.value == "length" {
                        return true
                    }
                    return ours[member.key]?.agrees(with: member.value) ?? false
                }
        case (.array(let ours), .array(let theirs)):
            ours.count == theirs.count && zip(ours, theirs).allSatisfy { $0.agrees(with: $1) }
        case (.string(let ours), .string(let theirs)): ours.trimmed == theirs.trimmed
        default: agreesAsNumber(with: theirs)
        }
    }

    private func agreesAsNumber(with theirs: JSONValue) -> Bool {
        guard let ours = doubleValue, let theirs = theirs.doubleValue else { return self == theirs }
        return abs(ours - theirs) <= 1e-5 * max(1, abs(theirs))
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
