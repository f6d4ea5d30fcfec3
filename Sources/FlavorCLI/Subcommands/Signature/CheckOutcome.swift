import FlavorHost
import FlavorKit
import JSON

extension EnforcedInput {
    /// The outcome for programs.
    var jsonLine: String {
        let json: JSONValue = [
            "outcome": "accepted", "value": input.json,
            "params": parameters.isEmpty ? .null : Value.map(parameters).json,
        ]
        return json.text(.python) + "\n"
    }

    /// The outcome for people: the kinds of what the model would get, and its parameters.
    func lines(_ schema: Schema?) -> [String] {
        var lines = ["accepted"]
        switch (input, schema?.fields) {
        case (.map(let table), .columns(let columns)?):
            let rowCount = table.entries.first?.value.rowCount ?? 0
            lines.append("input: \(rowCount) \(rowCount == 1 ? "row" : "rows")")
            lines += table.entries.enumerated().map { position, column in
                let isUnnamed = columns.first?.name == nil && columns.indices.contains(position)
                let spec = isUnnamed ? columns[position] : columns.first { $0.name?.text == column.name }
                return "  \(column.name): \(spec?.type.description ?? column.value.summary)"
            }
        case (.map(let tensors), .tensors?):
            lines.append("input: \(tensors.count) \(tensors.count == 1 ? "tensor" : "tensors")")
            lines += tensors.entries.map { "  \($0.name): \($0.value.summary)" }
        default:
            lines.append("input: \(input.summary)\(schema == nil ? ", as it is: the model has no schema for it" : "")")
        }
        if !parameters.isEmpty { lines.append("params:") }
        return lines + parameters.entries.map { "  \($0.name): \($0.value.json.text(.python(ascii: false)))" }
    }
}

extension Value {
    /// How many rows a column has.
    fileprivate var rowCount: Int {
        switch self {
        case .tensor(let tensor): tensor.shape.first ?? 1
        case .strings(let strings): strings.shape.first ?? 1
        case .list(let items): items.count
        default: 1
        }
    }

    /// The kind, and the shape where there is one, as MLflow prints tensors.
    fileprivate var summary: String {
        switch self {
        case .tensor(let tensor): "\(tensor.dtype) \(Self.text(tensor.shape))"
        case .strings(let strings): "str \(Self.text(strings.shape))"
        default: kindName
        }
    }

    private static func text(_ shape: [Int]) -> String {
        "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
    }
}

extension SchemaMismatch {
    /// The refusal for programs.
    var jsonLine: String {
        let json: JSONValue = [
            "outcome": "rejected",
            "error": [
                "message": .string(description), "path": .string(path), "row": row.map { .integer(Int64($0)) } ?? .null,
                "expected": .string(expected), "found": .string(found),
            ],
        ]
        return json.text(.python) + "\n"
    }
}
