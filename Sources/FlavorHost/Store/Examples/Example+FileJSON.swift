import FlavorKit
import JSON

extension Example {
    /// The example as `input_example.json` holds it, with MLflow's treatment of nulls and NaN.
    ///
    /// NaN is null in a tensor; in lists, maps and columns of numbers it stays, though strict JSON has none.
    var fileJSON: JSONValue {
        switch self {
        case .value(.map(let map)):
            let isArrays = map.entries.allSatisfy(\.value.isArray)
            return .object(
                JSONObject(map.entries.map { ($0.name, isArrays ? $0.value.arrayJSON : $0.value.exampleJSON) }))
        case .value(let value): return value.isArray ? value.arrayJSON : value.exampleJSON
        case .column(let column, _): return .array(column.cellsJSON)
        case .table(let table, let labels):
            let columns = table.entries.map(\.value.cellsJSON)
            let rowCount = columns.map(\.count).min() ?? 0
            let rows = (0..<rowCount).map { row in JSONValue.array(columns.map { $0[row] }) }
            var json = JSONObject()
            if labels != .positions && !table.isEmpty {
                json["columns"] = .array(table.entries.enumerated().map { labels.label(of: $1.name, at: $0).json })
            }
            json["data"] = .array(rows)
            return .object(json)
        }
    }
}

extension Value {
    /// A tensor as nested lists, with null for NaN.
    fileprivate var arrayJSON: JSONValue { exampleJSON.replacingNaN(with: .null) }

    /// The value as it stands in a list or map; the times of a tensor are nanoseconds, as numpy lists them.
    fileprivate var exampleJSON: JSONValue {
        switch self {
        case .list(let items): .array(items.map(\.exampleJSON))
        case .map(let map): .object(JSONObject(map.entries.map { ($0.name, $0.value.exampleJSON) }))
        case .tensor(let tensor) where tensor.isDatetime && !tensor.shape.isEmpty:
            (tensor.elements(as: Int64.self).flatMap { try? Tensor($0, shape: tensor.shape) } ?? tensor).json
        default: json
        }
    }

    /// The cells of a column, with what pandas writes for those that are null.
    fileprivate var cellsJSON: [JSONValue] {
        switch self {
        case .tensor(let tensor) where tensor.shape.count == 1: return tensor.cellsJSON
        case .strings(let strings) where strings.shape.count == 1:
            return strings.items.map { $0.map(JSONValue.string) ?? .double(.nan) }
        case .list(let items): return items.map { $0.isMissing ? .null : $0.exampleJSON }
        default: return exampleJSON.arrayValue ?? []
        }
    }
}

extension Tensor {
    /// The elements of a column; integers beside a null are doubles to pandas, but not at the price of their digits.
    fileprivate var cellsJSON: [JSONValue] {
        let cells = json.arrayValue ?? []
        guard let validity, !validity.isEmpty, (0..<elementCount).contains(where: { !isValid(at: $0) }) else {
            return cells
        }
        return cells.map { cell in
            switch cell {
            case .integer(let number): Double(exactly: number).map(JSONValue.double) ?? cell
            case .null where isDatetime: "NaT"
            case .null where dtype != .bool: .double(.nan)
            default: cell
            }
        }
    }
}

extension JSONValue {
    fileprivate func replacingNaN(with other: JSONValue) -> JSONValue {
        switch self {
        case .double(let number) where number.isNaN: other
        case .array(let elements): .array(elements.map { $0.replacingNaN(with: other) })
        default: self
        }
    }
}
