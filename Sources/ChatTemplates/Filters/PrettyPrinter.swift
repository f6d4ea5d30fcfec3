/// Prints values over several lines where they are longer than eighty columns, as Python's `pprint` does.
struct PrettyPrinter {
    private let state: RenderState
    private static let width = 80

    init(_ state: RenderState) { self.state = state }

    func text(of value: Value) throws(Failure) -> String {
        try text(value, indent: 0, allowance: 0)
    }

    /// The value's text when it starts at a column and has something behind it.
    private func text(_ value: Value, indent: Int, allowance: Int) throws(Failure) -> String {
        let line = try state.repr(sorted(value))
        guard scalarCount(line) > Self.width - indent - allowance else { return line }
        switch value {
        case .list(let list): return try "[" + items(list.elements, indent + 1, allowance + 1) + "]"
        case .tuple(let tuple):
            let isSingle = tuple.elements.count == 1
            return try "(" + items(tuple.elements, indent + 1, allowance + (isSingle ? 2 : 1)) + (isSingle ? ",)" : ")")
        case .dict(let dict):
            var parts: [String] = []
            let keys = try sortedKeys(dict)
            for (index, key) in keys.enumerated() {
                let name = try state.repr(key)
                let isLast = index == keys.count - 1
                let value = dict.value(for: try DictKey(key)) ?? .null
                let text = try text(
                    value, indent: indent + 1 + scalarCount(name) + 2, allowance: isLast ? allowance + 1 : 1)
                parts.append("\(name): \(text)")
            }
            return "{" + parts.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "}"
        default: return line
        }
    }

    private func items(_ values: [Value], _ indent: Int, _ allowance: Int) throws(Failure) -> String {
        var parts: [String] = []
        for (index, value) in values.enumerated() {
            parts.append(try text(value, indent: indent, allowance: index == values.count - 1 ? allowance : 1))
            try state.charge(64)
        }
        return parts.joined(separator: ",\n" + String(repeating: " ", count: indent))
    }

    /// The value with the keys of its dicts in order.
    private func sorted(_ value: Value) throws(Failure) -> Value {
        switch value {
        case .list(let list): return try state.list(sorted(list.elements))
        case .tuple(let tuple): return try state.tuple(sorted(tuple.elements))
        case .dict(let dict):
            let result = DictObject()
            for key in try sortedKeys(dict) {
                let key = try DictKey(key)
                result.set(key, try sorted(dict.value(for: key) ?? .null))
            }
            return .dict(result)
        default: return value
        }
    }

    private func sorted(_ values: [Value]) throws(Failure) -> [Value] {
        var result: [Value] = []
        for value in values { result.append(try sorted(value)) }
        return result
    }

    /// Keys in order; keys of kinds that have no order are put in that of their types' names.
    private func sortedKeys(_ dict: DictObject) throws(Failure) -> [Value] {
        try state.sorted(dict.keys, reverse: false) { (left, right) throws(Failure) in
            if let ordering = try? compare(left, right, "<") { return ordering == .less }
            return order(left.typeName, right.typeName) == .less
        }
    }
}
