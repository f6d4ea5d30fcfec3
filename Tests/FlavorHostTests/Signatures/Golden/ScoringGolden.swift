import FlavorKit
import JSON
import Testing
import TestSupport

@testable import FlavorHost

/// A request to MLflow's scoring server that reaches the model, and what came of it.
struct ScoringGolden: Sendable, CustomTestStringConvertible {
    let id: String
    let behaviour: String
    let signature: ModelSignature?
    let isCSV: Bool
    let body: [UInt8]
    /// The reply's document; nil where the request was refused.
    let reply: JSONValue?
    /// The reason of a refusal.
    let message: String

    var testDescription: String { id }

    static let all: [ScoringGolden] = {
        let folder = "\(Fixtures.root)/mlflow/scoring"
        return entries(of: folder).filter { $0.hasSuffix(".json") }.flatMap { name -> [ScoringGolden] in
            guard let bytes = try? readFile("\(folder)/\(name)"), let json = try? JSONValue(parsing: bytes) else {
                return []
            }
            return (json["cases"]?.arrayValue ?? []).compactMap {
                ScoringGolden($0, model: json["model"] ?? .null, file: name)
            }
        }
    }()

    /// Nil for what is about HTTP alone: other paths, methods and content types.
    private init?(_ json: JSONValue, model: JSONValue, file: String) {
        let request = json["request"] ?? .null
        let parts = (request["headers"]?["Content-Type"]?.stringValue ?? "").split(separator: ";")
        guard request["path"] == "/invocations", request["method"] == "POST", let type = parts.first,
            type == "application/json" || type == "text/csv",
            parts.dropFirst().allSatisfy({ $0.lowercased().hasSuffix("charset=utf-8") })
        else { return nil }
        id = "\(file.dropLast(5))/\(json["id"]?.stringValue ?? "?")"
        isCSV = type == "text/csv"
        if let text = request["body"]?.stringValue {
            body = Array(text.utf8)
        } else if let base64 = request["body_base64"]?.stringValue {
            body = Base64Text.decode(base64, isStrict: true) ?? []
        } else {
            return nil
        }
        behaviour = model["behaviour"]?.stringValue ?? ""
        func text(_ key: String) -> String? {
            guard let part = model["signature"]?[key], !part.isNull else { return nil }
            return part.text()
        }
        signature = try? ModelSignature(inputsText: text("inputs"), outputsText: nil, paramsText: text("params"))
        let response = json["response"] ?? .null
        message = response["json"]?["message"]?.stringValue ?? response["body_text"]?.stringValue ?? ""
        // A model that fails was reached.
        let isReached =
            response["status"] == 200 || message.hasPrefix("Encountered an unexpected error while evaluating")
        let text = response["body_text"]?.stringValue
        reply = isReached ? text.flatMap { try? JSONValue(parsing: $0) } ?? response["json"] : nil
    }

    /// Whether the reply is the input.
    var isEcho: Bool { behaviour == "echo" }

    /// What the body holds: a JSON document, or the cells of CSV as texts.
    var document: JSONValue {
        guard isCSV else { return (try? JSONValue(parsing: body)) ?? .null }
        let cells = String(decoding: body, as: UTF8.self).split { $0 == "," || $0.isNewline }
        return .array(cells.map { .string($0.filter { $0 != "\"" }) })
    }

    /// What our host makes of the request.
    func enforce() throws(SchemaMismatch) -> EnforcedInput { try EnforcementGolden(self).enforce() }

    /// What the model of the golden would get of MLflow, as far as its reply tells; nil where it does not.
    var seenInput: Value? {
        guard isEcho, let predictions = reply?["predictions"] else { return nil }
        guard let rows = predictions.arrayValue, rows.allSatisfy({ $0.objectValue != nil }) else {
            return TaggedValue.plain(predictions)
        }
        let names = rows.first?.objectValue.map { Array($0.keys) } ?? []
        return .map(ValueMap(names.map { name in (name, .list(rows.map { TaggedValue.plain($0[name] ?? .null) })) }))
    }
}
