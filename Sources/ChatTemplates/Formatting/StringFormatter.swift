/// Fills in the fields of `str.format`: `{}`, `{0.name[key]!r:>{width}}`.
struct StringFormatter {
    private let positional: [Value]
    private let named: (String) -> Value?
    private let isMarkup: Bool
    private let state: RenderState
    private var nextIndex = 0
    private var isNumbered: Bool?

    /// Creates a formatter for the arguments of a call.
    init(
        positional: [Value], named: @escaping (String) -> Value?, isMarkup: Bool, _ state: RenderState
    ) {
        self.positional = positional
        self.named = named
        self.isMarkup = isMarkup
        self.state = state
    }

    /// The text with its fields filled in.
    mutating func format(_ text: String, depth: Int = 2) throws(Failure) -> String {
        guard depth >= 0 else { throw Failure(.operation, "Max string recursion exceeded") }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            guard scalar == "{" || scalar == "}" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if position < scalars.count, scalars[position] == scalar {
                result.unicodeScalars.append(scalar)
                position += 1
                continue
            }
            guard scalar == "{" else { throw Failure(.operation, "Single '}' encountered in format string") }
            let end = try fieldEnd(scalars, position)
            result += try field(scalars[position..<end], depth: depth)
            try state.charge(result.utf8.count >> 4)
            position = end + 1
        }
        return result
    }

    private func fieldEnd(_ scalars: [Unicode.Scalar], _ start: Int) throws(Failure) -> Int {
        var depth = 1
        var isInBrackets = false
        for position in start..<scalars.count {
            switch scalars[position] {
            case "[": isInBrackets = depth == 1
            case "]": isInBrackets = false
            case "{" where !isInBrackets: depth += 1
            case "}" where !isInBrackets:
                depth -= 1
                if depth == 0 { return position }
            default: break
            }
        }
        throw Failure(.operation, "expected '}' before end of string")
    }

    private mutating func field(_ field: ArraySlice<Unicode.Scalar>, depth: Int) throws(Failure) -> String {
        var isInBrackets = false
        let nameEnd =
            field.firstIndex { scalar in
                if scalar == "[" { isInBrackets = true }
                if scalar == "]" { isInBrackets = false }
                return !isInBrackets && (scalar == "!" || scalar == ":")
            } ?? field.endIndex
        let name = Self.string(field[..<nameEnd])
        guard !name.contains("{") else { throw Failure(.operation, "unexpected '{' in field name") }
        var rest = field[nameEnd...]
        var conversion: Unicode.Scalar?
        if rest.first == "!" {
            guard rest.count > 1 else { throw Failure(.operation, "unmatched '{' in format spec") }
            conversion = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
            guard rest.isEmpty || rest.first == ":" else {
                throw Failure(.operation, "expected ':' after conversion specifier")
            }
        }
        var value = try self.value(name)
        switch conversion {
        case nil: break
        case "s": value = .string(try state.string(value))
        case "r": value = .string(try state.repr(value))
        case "a": value = .string(asciiOnly(try state.repr(value)))
        case let other?: throw Failure(.operation, "Unknown conversion specifier '\(other)'")
        }
        let spec = try format(Self.string(rest.dropFirst()), depth: depth - 1)
        if isMarkup {
            if case .markup(let text) = value {
                guard spec.isEmpty else { throw Failure(.operation, "Unsupported format specification for Markup.") }
                return text
            }
            return htmlEscaped(try FormatSpec(spec).format(value, state))
        }
        return try FormatSpec(spec).format(value, state)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The value that a field's name stands for, with its attributes and elements.
    private mutating func value(_ name: String) throws(Failure) -> Value {
        let scalars = Array(name.unicodeScalars)
        var position = scalars.firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
        var value = try first(Self.string(scalars[..<position]))
        while position < scalars.count {
            let isAttribute = scalars[position] == "."
            let start = position + 1
            if isAttribute {
                position = scalars[start...].firstIndex { $0 == "." || $0 == "[" } ?? scalars.count
            } else {
                guard let end = scalars[start...].firstIndex(of: "]") else {
                    throw Failure(.operation, "Missing ']' in format string")
                }
                position = end
            }
            let part = Self.string(scalars[start..<position])
            guard !part.isEmpty else { throw Failure(.operation, "Empty attribute in format string") }
            if isAttribute {
                value = try state.attribute(value, part)
            } else {
                position += 1
                guard position == scalars.count || scalars[position] == "." || scalars[position] == "[" else {
                    throw Failure(.operation, "Only '.' or '[' may follow ']' in format field specifier")
                }
                value = try state.item(
                    value, part.utf8.allSatisfy(Self.isDigit) ? .integer(Int(part) ?? .max) : .string(part))
            }
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func first(_ name: String) throws(Failure) -> Value {
        let index: Int
        if name.isEmpty {
            guard isNumbered != true else {
                throw Failure(.operation, "cannot switch from manual field specification to automatic field numbering")
            }
            isNumbered = false
            index = nextIndex
            nextIndex += 1
        } else if name.utf8.allSatisfy(Self.isDigit) {
            guard isNumbered != false else {
                throw Failure(.operation, "cannot switch from automatic field numbering to manual field specification")
            }
            isNumbered = true
            index = Int(name) ?? .max
        } else {
            guard let value = named(name) else { throw Failure(.operation, "no argument is named '\(name)'") }
            return value
        }
        guard index < positional.count else {
            throw Failure(.operation, "replacement index \(index) out of range for positional args tuple")
        }
        return positional[index]
    }
}
