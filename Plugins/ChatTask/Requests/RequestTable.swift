import FlavorKit

/// The requests of one call, each as a map without nulls.
///
/// A signature makes a table of them, with a column for each member of a request; without one a document comes as it was
/// written.
struct RequestTable {
    let rows: [ValueMap]

    /// - Throws: `FlavorError` with `invalidArgument` when there are no requests in it.
    init(_ input: Value, task: LanguageTask) throws(FlavorError) {
        switch input {
        case .map(let map):
            if let count = Self.rowCount(map[task.subject], task) {
                rows = (0..<count).map { row in
                    ValueMap(map.entries.map { ($0.name, $0.value.cell(row)) }).withoutNulls
                }
            } else {
                rows = [map.withoutNulls]
            }
        case .list(let items):
            var rows: [ValueMap] = []
            for (index, item) in items.enumerated() {
                guard case .map(let map) = item else {
                    throw FlavorError(.invalidArgument, "[\(index)]: expected an object, found \(item.kindName)")
                }
                rows.append(map.withoutNulls)
            }
            self.rows = rows
        case .string where task == .completions:
            rows = [ValueMap([(task.subject, input)])]
        default:
            throw FlavorError(
                .invalidArgument, "input: expected an object with \(task.subject), found \(input.kindName)")
        }
    }

    /// How many rows a column has; nil where the member of a single request stands in its place.
    private static func rowCount(_ column: Value?, _ task: LanguageTask) -> Int? {
        switch (column, task) {
        case (.strings(let strings)?, .completions): strings.items.count
        case (.list(let items)?, .completions): items.count
        case (.list(let items)?, .chat):
            items.allSatisfy { if case .list = $0 { true } else { false } } && !items.isEmpty ? items.count : nil
        default: nil
        }
    }
}

extension Value {
    /// The cell of a column; null where it has none.
    fileprivate func cell(_ row: Int) -> Value {
        switch self {
        case .list(let items): row < items.count ? items[row] : .null
        case .strings(let strings): row < strings.items.count ? strings.items[row].map(Value.string) ?? .null : .null
        case .tensor(let tensor):
            // One dimension of numbers or booleans, which JSON has too.
            (tensor.json.arrayValue?.dropFirst(row).first).flatMap { try? Value(json: $0) } ?? .null
        default: self
        }
    }
}

extension ValueMap {
    /// The members of a request that are there, here and in the maps within.
    ///
    /// In a column of numbers, which a member of a request is, a null becomes NaN, as in MLflow.
    fileprivate var withoutNulls: ValueMap {
        ValueMap(
            entries.compactMap { entry in
                if case .double(let number) = entry.value, number.isNaN { return nil }
                return entry.value == .null ? nil : (entry.name, entry.value.withoutNullMembers)
            })
    }
}

extension Value {
    /// The value with maps that have no null members.
    fileprivate var withoutNullMembers: Value {
        switch self {
        case .map(let map):
            .map(ValueMap(map.entries.compactMap { $0.value == .null ? nil : ($0.name, $0.value.withoutNullMembers) }))
        case .list(let items): .list(items.map(\.withoutNullMembers))
        default: self
        }
    }
}
