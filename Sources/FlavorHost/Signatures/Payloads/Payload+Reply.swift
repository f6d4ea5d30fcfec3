import FlavorKit
import JSON

extension Payload {
    /// The reply's document, as MLflow writes it: columns that answer a table come as rows.
    ///
    /// - Parameter signature: The model's.
    public func reply(_ result: Value, signature: ModelSignature? = nil) -> JSONValue {
        let answer = becomesTable(by: signature?.inputs) ? result.rows ?? result.json : result.json
        return isReplyBare ? answer : ["predictions": answer]
    }

    /// Whether MLflow hands the data to a model as a table: it makes one of tensors, where the model takes columns, and tensors
    /// of one, where the model takes those.
    private func becomesTable(by inputs: Schema?) -> Bool {
        switch form {
        case .plain: false
        case .table, .textTable: inputs?.tensors == nil
        case .tensors: inputs?.columns?.allSatisfy { $0.name != nil } ?? false
        }
    }

    /// The reply's document when there is no result: OpenAI's for the bodies of language models, and MLflow's otherwise.
    public func reply(_ error: FlavorError) -> JSONValue {
        guard isReplyBare else { return ["error_code": .string(error.mlflowCode), "message": .string(error.message)] }
        var message = error.message
        if let source, message.hasPrefix("\(source): ") { message.removeFirst(source.count + 2) }
        return [
            "error": [
                "message": .string(message), "type": .string(error.openAIType),
                "param": Self.place(in: message).map(JSONValue.string) ?? .null, "code": .null,
            ]
        ]
    }

    /// The member of the request that a sentence begins with, such as `messages[0].role`.
    private static func place(in message: String) -> String? {
        guard let end = message.firstRange(of: ": ") else { return nil }
        let place = message[..<end.lowerBound]
        let isPath = place.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        return isPath && !place.isEmpty && place != "input" ? String(place) : nil
    }
}

extension Value {
    /// A table as a list of its rows, each an object; nil for anything but columns of one length.
    fileprivate var rows: JSONValue? {
        guard case .map(let columns) = self, let first = columns.entries.first?.value.json.arrayValue else {
            return nil
        }
        var rows = [JSONObject](repeating: JSONObject(), count: first.count)
        for entry in columns.entries {
            guard entry.value.isColumn, case .array(let cells) = entry.value.json, cells.count == rows.count else {
                return nil
            }
            for (index, cell) in cells.enumerated() { rows[index][entry.name] = cell }
        }
        return .array(rows.map(JSONValue.object))
    }

    private var isColumn: Bool {
        switch self {
        case .list: true
        case .tensor(let tensor): tensor.shape.count == 1
        case .strings(let strings): strings.shape.count == 1
        default: false
        }
    }
}

extension FlavorError {
    /// Whether the request is at fault, and not the model or the machine.
    private var isOfRequest: Bool {
        switch code {
        case .invalidArgument, .outOfRange, .unimplemented: true
        default: false
        }
    }

    fileprivate var openAIType: String { isOfRequest ? "invalid_request_error" : "server_error" }

    /// The name that MLflow's scoring server gives this kind of failure.
    fileprivate var mlflowCode: String { isOfRequest ? "INVALID_PARAMETER_VALUE" : "INTERNAL_ERROR" }
}
