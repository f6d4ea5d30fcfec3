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
        guard case .map(let columns) = self, !columns.isEmpty else { return nil }
        var rows: [JSONObject] = []
        for (index, column) in columns.entries.enumerated() {
            guard let cells = column.value.columnCells else { return nil }
            if index == 0 { rows = [JSONObject](repeating: JSONObject(), count: cells.count) }
            guard cells.count == rows.count else { return nil }
            for (row, cell) in cells.enumerated() { rows[row][column.name] = cell }
        }
        return .array(rows.map(JSONValue.object))
    }

    /// The cells of a column, which may be a matrix of one; nil for anything else.
    private var columnCells: [JSONValue]? {
        switch self {
        case .list: json.arrayValue
        case .tensor(let tensor) where tensor.shape.isColumn:
            (try? tensor.reshaped([tensor.elementCount]))?.json.arrayValue
        case .strings(let strings) where strings.shape.isColumn:
            strings.items.map { $0.map(JSONValue.string) ?? .null }
        default: nil
        }
    }
}

extension [Int] {
    fileprivate var isColumn: Bool { count == 1 || (count == 2 && self[1] == 1) }
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
