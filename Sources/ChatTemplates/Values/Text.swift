import JSON

extension RenderState {
    /// The value as Python's `str` gives it, which is what is printed.
    func string(_ value: Value) throws(Failure) -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .undefined: return ""
        case .object(let object): return try object.text(self)
        default: return try repr(value)
        }
    }

    /// The value as text, marked as it was.
    func softString(_ value: Value) throws(Failure) -> Value {
        value.text == nil ? .string(try string(value)) : value
    }

    /// The value as Python's `repr` gives it, which is how it stands in a printed list.
    func repr(_ value: Value, depth: Int = 0) throws(Failure) -> String {
        switch value {
        case .undefined: return "Undefined"
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .integer(let value): return String(value)
        case .bigInteger(let value): return value.description
        case .double(let value): return PythonFloat.repr(value)
        case .string(let text): return quoted(text)
        case .markup(let text): return "Markup(\(quoted(text)))"
        case .list(let list):
            return try "[" + reprs(list.elements, depth) + "]"
        case .tuple(let tuple):
            return try "(" + reprs(tuple.elements, depth) + (tuple.elements.count == 1 ? ",)" : ")")
        case .dict(let dict): return try repr(dict, depth: depth)
        case .object(let object):
            try deeper(depth)
            return try object.repr(self, depth: depth)
        }
    }

    /// The dict as Python prints it; one that holds itself, as a namespace's can, stands for itself within.
    func repr(_ dict: DictObject, depth: Int) throws(Failure) -> String {
        try deeper(depth)
        if printing.contains(where: { $0 === dict }) { return "{...}" }
        printing.append(dict)
        defer { printing.removeLast() }
        var text = "{"
        for (position, key) in dict.keys.enumerated() {
            if position > 0 { text += ", " }
            text += try repr(key, depth: depth + 1)
            text += ": "
            text += try repr(dict.values[position], depth: depth + 1)
            try charge(text.utf8.count >> 4)
        }
        return text + "}"
    }

    private func reprs(_ values: [Value], _ depth: Int) throws(Failure) -> String {
        try deeper(depth)
        var text = ""
        for (position, value) in values.enumerated() {
            if position > 0 { text += ", " }
            let part = try repr(value, depth: depth + 1)
            try charge(part.utf8.count)
            text += part
            guard text.utf8.count <= limits.textBytes else {
                try charge(text.utf8.count)
                break
            }
        }
        return text
    }

    /// Guards against what nests too deep, through namespaces too.
    private func deeper(_ depth: Int) throws(Failure) {
        try step()
        if depth > limits.depth { throw Failure(.limit, "values are nested more than \(limits.depth) levels deep") }
    }
}

/// Text in Python's quotes, escaped where it cannot be printed.
func quoted(_ text: String) -> String {
    var hasSingle = false
    var hasDouble = false
    for byte in text.utf8 {
        if byte == UInt8(ascii: "'") { hasSingle = true }
        if byte == UInt8(ascii: "\"") { hasDouble = true }
    }
    let quote: Unicode.Scalar = hasSingle && !hasDouble ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\", quote:
            result.unicodeScalars.append("\\")
            result.unicodeScalars.append(scalar)
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if isPrintable(scalar) { result.unicodeScalars.append(scalar) } else { result += escaped(scalar) }
        }
    }
    result.unicodeScalars.append(quote)
    return result
}

/// A scalar by its number, as Python escapes it.
func escaped(_ scalar: Unicode.Scalar) -> String {
    let value = scalar.value
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(value, radix: 16)
    return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// Whether Python prints a scalar as it is.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
        false
    default: true
    }
}

/// Text with what HTML gives a meaning replaced.
func htmlEscaped(_ text: String) -> String {
    guard text.utf8.contains(where: { [38, 62, 60, 39, 34].contains($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case ">": result += "&gt;"
        case "<": result += "&lt;"
        case "'": result += "&#39;"
        case "\"": result += "&#34;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension RenderState {
    /// The value as text that is safe in HTML.
    func escape(_ value: Value) throws(Failure) -> String {
        if case .markup(let text) = value { return text }
        let text = try htmlEscaped(string(value))
        try charge(text.utf8.count)
        return text
    }
}
