import FlavorKit
import JSON
import Testing
import TestSupport

@testable import FlavorHost

/// What MLflow made of a request under a signature.
struct EnforcementGolden: Sendable, CustomTestStringConvertible {
    let id: String
    let signature: ModelSignature?
    let isHTTP: Bool
    let payload: JSONValue
    let callParams: JSONValue
    let outcome: Outcome
    /// The bytes of a request, where they are not the payload's own text.
    var body: (bytes: [UInt8], type: Payload.ContentType)?

    enum Outcome: Sendable {
        case accepted(JSONValue, params: JSONValue)
        case rejected(stage: String, message: String)
    }

    var testDescription: String { id }

    static let all: [EnforcementGolden] = {
        let folder = "\(Fixtures.root)/mlflow/enforcement"
        return entries(of: folder).filter { $0.hasSuffix(".json") }.flatMap { name -> [EnforcementGolden] in
            guard let bytes = try? readFile("\(folder)/\(name)"), let json = try? JSONValue(parsing: bytes) else {
                return []
            }
            return (json["cases"]?.arrayValue ?? []).map { EnforcementGolden($0, file: name) }
        }
    }()

    /// The part of a request to the server that is the same whatever the model does.
    init(_ scoring: ScoringGolden) {
        id = scoring.id
        isHTTP = true
        payload = scoring.document
        callParams = .null
        signature = scoring.signature
        outcome =
            scoring.reply.map { .accepted(scoring.isEcho ? $0["predictions"] ?? .null : .null, params: .null) }
            ?? .rejected(stage: "", message: scoring.message)
        body = (scoring.body, scoring.isCSV ? .csv : .json)
    }

    private init(_ json: JSONValue, file: String) {
        id = "\(file.dropLast(5))/\(json["id"]?.stringValue ?? "?")"
        isHTTP = json["route"] == "http"
        payload = json["payload"] ?? .null
        callParams = json["call_params"] ?? .null
        func text(_ key: String) -> String? {
            guard let part = json["schema"]?[key], !part.isNull else { return nil }
            return part.text()
        }
        signature = try? ModelSignature(inputsText: text("inputs"), outputsText: nil, paramsText: text("params"))
        outcome =
            json["outcome"] == "accepted"
            ? .accepted(json["value"] ?? .null, params: json["params_value"] ?? .null)
            : .rejected(stage: json["stage"]?.stringValue ?? "", message: json["error"]?["message"]?.stringValue ?? "")
    }

    /// Whether MLflow takes the request.
    var isAccepted: Bool {
        if case .accepted = outcome { true } else { false }
    }

    /// Whether our result is MLflow's: the same input, in a frame's types, and the same parameters.
    func matches(_ ours: EnforcedInput) -> Bool {
        guard case .accepted(let value, let params) = outcome else { return false }
        let hasSameParameters =
            signature?.params == nil || TaggedValue.plain(.map(ours.parameters)) == TaggedValue.plain(params)
        return hasSameParameters && TaggedValue.plain(ours.input) == TaggedValue.plain(value)
            && TaggedValue.haveSameTypes(
                ours.input, value, hasAny: signature?.inputs?.columns?.contains { $0.type == .any } ?? false)
    }

    /// The case in one line, for a failure's message.
    var summary: String {
        let theirs =
            switch outcome {
            case .accepted(let value, let params): "ACCEPTED \(value.text()) \(params.text())"
            case .rejected(let stage, let message): "REJECTED AT \(stage) \(message.prefix(150))"
            }
        return
            "\(id) \(isHTTP ? "http" : "predict") \(signature?.inputs?.description ?? "none") \(payload.text()) \(callParams.text()) \(theirs)"
    }

    /// What our host makes of it, with some of the rules.
    func enforce(_ rules: [EnforcementRule] = EnforcementRule.allCases) throws(SchemaMismatch) -> EnforcedInput {
        if let body {
            return try Enforcement(signature, rules: rules).enforce(
                Payload(parsing: body.bytes, as: body.type, signature: signature))
        }
        if TaggedValue.hasBigInteger(payload) || TaggedValue.hasBigInteger(callParams) {
            throw SchemaMismatch("", expected: "an integer of at most 64 bits", found: "a larger one")
        }
        var payload =
            try isHTTP
            ? Payload(
                parsing: Array(TaggedValue.body(payload).text(.compact).utf8), as: .json, signature: signature)
            : try TaggedValue.payload(payload)
        if !isHTTP, !callParams.isNull { payload.parameters = try? TaggedValue.value(callParams) }
        return try Enforcement(signature, rules: rules).enforce(payload)
    }
}
