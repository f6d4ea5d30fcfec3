import JSON

/// Values as JSON, with the arguments of Python's `json.dumps`.
struct JSONText {
    private let isASCII: Bool
    private let indentation: String?
    private let itemSeparator: String
    private let keySeparator: String
    private let sortsKeys: Bool
    private let state: RenderState

    init(
        ensureASCII: Value, indent: Value, separators: Value, sortKeys: Value, _ state: RenderState
    ) throws(Failure) {
        isASCII = ensureASCII.isTruthy
        sortsKeys = sortKeys.isTruthy
        self.state = state
        switch indent {
        case .null: indentation = nil
        case .string(let text), .markup(let text): indentation = text
        default:
            guard case .integer(let width)? = Number(indent) else {
                throw Failure(.operation, "the indentation of tojson must be a number or text, not \(indent.typeName)")
            }
            try state.charge(max(width, 0))
            indentation = String(repeating: " ", count: max(width, 0))
        }
        if separators.isNone {
            itemSeparator = indentation == nil ? ", " : ","
            keySeparator = ": "
        } else {
            let parts = try state.elements(separators)
            guard parts.count == 2, let item = parts[0].text, let key = parts[1].text else {
                throw Failure(.operation, "the separators of tojson must be two texts")
            }
            itemSeparator = item
            keySeparator = key
        }
    }

    /// The value's text.
    func text(of value: Value) throws(Failure) -> String {
        var text = ""
        try write(value, level: 0, to: &text)
        return text
    }

    private func write(_ value: Value, level: Int, to text: inout String) throws(Failure) {
        try state.step()
        if text.utf8.count > state.limits.textBytes { try state.charge(text.utf8.count) }
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .bigInteger(let value): text += value.description
        case .double(let value): text += JSONValue.double(value).text()
        case .string(let string), .markup(let string): write(string, to: &text)
        case .list(let list), .tuple(let list):
            try write(list.elements, "[", "]", level, to: &text) { (element, text) throws(Failure) in
                try write(element, level: level + 1, to: &text)
            }
        case .dict(let dict):
            var members = Array(zip(dict.keys, dict.values)).map { (key: $0, value: $1) }
            if sortsKeys { members = try state.sorted(members, reverse: false) }
            try write(members, "{", "}", level, to: &text) { (member, text) throws(Failure) in
                write(try key(member.key), to: &text)
                text += keySeparator
                try write(member.value, level: level + 1, to: &text)
            }
        case .undefined, .object:
            throw Failure(.operation, "Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private func key(_ key: Value) throws(Failure) -> String {
        switch key {
        case .string(let text), .markup(let text): return text
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer, .bigInteger: return try state.string(key)
        case .double(let value): return JSONValue.double(value).text()
        default:
            throw Failure(.operation, "keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }

    private func write<Item>(
        _ items: [Item], _ opening: String, _ closing: String, _ level: Int, to text: inout String,
        _ writeItem: (Item, inout String) throws(Failure) -> Void
    ) throws(Failure) {
        text += opening
        for (index, item) in items.enumerated() {
            if index > 0 { text += itemSeparator }
            try startLine(level + 1, &text)
            try writeItem(item, &text)
        }
        if !items.isEmpty { try startLine(level, &text) }
        text += closing
    }

    private func startLine(_ level: Int, _ text: inout String) throws(Failure) {
        guard let indentation else { return }
        let (size, overflow) = indentation.utf8.count.multipliedReportingOverflow(by: level)
        try state.charge(overflow ? .max : size)
        text += "\n" + String(repeating: indentation, count: level)
    }

    private func write(_ string: String, to text: inout String) {
        text += JSONValue.string(string).text(.python(ascii: isASCII))
    }
}
