extension RenderState {
    /// Text with its `%` fields filled in from a tuple, a dict or a single value, as Python's `%` does.
    func printf(_ format: String, _ values: Value, isMarkup: Bool) throws(Failure) -> Value {
        var printer = Printer(format, values, isMarkup: isMarkup)
        let text = try printer.print(self)
        try charge(text.utf8.count)
        return isMarkup ? .markup(text) : .string(text)
    }
}

/// Fills in the fields of one format.
private struct Printer {
    private let scalars: [Unicode.Scalar]
    private let values: Value
    private let isMarkup: Bool
    private var position = 0
    private var used = 0
    private var usesKeys = false

    /// The parts of a field between its `%` and its letter.
    private struct Field {
        var flags: Set<Unicode.Scalar> = []
        var width = 0
        var precision: Int?
        var value: Value?
    }

    init(_ format: String, _ values: Value, isMarkup: Bool) {
        scalars = Array(format.unicodeScalars)
        self.values = values
        self.isMarkup = isMarkup
    }

    mutating func print(_ state: RenderState) throws(Failure) -> String {
        var result = ""
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if scalar == "%" {
                result += try field(state)
                try state.charge(result.utf8.count >> 4)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        // What can be subscripted may hold more than the format asks for.
        if !usesKeys, !values.isSubscriptable, used < count {
            throw Failure(.operation, "not all arguments converted during string formatting")
        }
        return result
    }

    private var count: Int { if case .tuple(let tuple) = values { tuple.elements.count } else { 1 } }

    private mutating func nextValue() throws(Failure) -> Value {
        guard used < count, !usesKeys else { throw Failure(.operation, "not enough arguments for format string") }
        used += 1
        if case .tuple(let tuple) = values { return tuple.elements[used - 1] }
        return values
    }

    private mutating func next() throws(Failure) -> Unicode.Scalar {
        guard position < scalars.count else { throw Failure(.operation, "incomplete format") }
        position += 1
        return scalars[position - 1]
    }

    private mutating func field(_ state: RenderState) throws(Failure) -> String {
        var field = Field()
        var scalar = try next()
        if scalar == "(" {
            field.value = try keyed(state)
            scalar = try next()
        }
        while ["#", "0", "-", " ", "+"].contains(scalar) {
            field.flags.insert(scalar)
            scalar = try next()
        }
        if let width = try number(&scalar) {
            field.width = Int(width.magnitude)
            if width < 0 { field.flags.insert("-") }
        }
        if scalar == "." {
            scalar = try next()
            field.precision = max(try number(&scalar) ?? 0, 0)
        }
        while ["h", "l", "L"].contains(scalar) { scalar = try next() }
        if scalar == "%" { return "%" }
        let value: Value
        if let given = field.value { value = given } else { value = try nextValue() }
        try state.charge(field.width)
        return try convert(value, scalar, field, state)
    }

    /// The value under the key in parentheses.
    private mutating func keyed(_ state: RenderState) throws(Failure) -> Value {
        guard case .dict(let dict) = values else { throw Failure(.operation, "format requires a mapping") }
        var depth = 1
        var key = String.UnicodeScalarView()
        while true {
            let scalar = try next()
            if scalar == "(" { depth += 1 }
            if scalar == ")" { depth -= 1 }
            if depth == 0 { break }
            key.append(scalar)
        }
        usesKeys = true
        guard let value = dict[String(key)] else { throw Failure(.operation, "key \(quoted(String(key))) is missing") }
        return value
    }

    /// A number, or `*` which takes the next value for one.
    private mutating func number(_ scalar: inout Unicode.Scalar) throws(Failure) -> Int? {
        if scalar == "*" {
            guard case .integer(let value)? = Number(try nextValue()), value.magnitude < 1 << 31 else {
                throw Failure(.operation, "* wants int")
            }
            scalar = try next()
            return value
        }
        var value: Int?
        while isDigit(scalar) {
            let sum = (value ?? 0) * 10 + Int(scalar.value - 48)
            guard sum < 1 << 31 else { throw Failure(.operation, "width or precision too big") }
            value = sum
            scalar = try next()
        }
        return value
    }

    private func convert(
        _ value: Value, _ letter: Unicode.Scalar, _ field: Field, _ state: RenderState
    ) throws(Failure) -> String {
        switch letter {
        case "s", "r", "a":
            var text = letter == "s" ? try state.string(value) : try state.repr(value)
            if isMarkup { text = letter == "s" ? try state.escape(value) : htmlEscaped(text) }
            if letter == "a" { text = asciiOnly(text) }
            if let precision = field.precision, precision < scalarCount(text) {
                text = ChatTemplates.scalars(text, 0..<precision)
            }
            return pad(text, field)
        case "c":
            if let text = value.text {
                guard scalarCount(text) == 1 else { throw Failure(.operation, "%c requires int or char") }
                return pad(text, field)
            }
            guard case .integer(let number)? = Number(value), let code = UInt32(exactly: number),
                let scalar = Unicode.Scalar(code)
            else { throw Failure(.operation, "%c requires int or char") }
            return pad(String(scalar), field)
        case "d", "i", "u":
            guard let number = Number(value) else { throw wrongType(letter, "a real number", value) }
            if case .double(let double) = number, !double.isFinite {
                throw Failure(.operation, "cannot convert float infinity or NaN to integer")
            }
            let integer = number.big ?? BigInteger(truncating: number.double)
            return try signed(digits(integer, base: 10, field), "", integer.isNegative, field, state)
        case "x", "X", "o":
            guard let integer = Number(value)?.big else { throw wrongType(letter, "an integer", value) }
            var digits = try digits(integer, base: letter == "o" ? 8 : 16, field)
            if letter == "X" { digits = digits.uppercased() }
            let prefix = field.flags.contains("#") ? "0\(letter)" : ""
            return try signed(digits, prefix, integer.isNegative, field, state)
        case "e", "E", "f", "F", "g", "G":
            if case .undefined(let undefined) = value { throw undefined.failure }
            guard let number = Number(value) else {
                throw Failure(.operation, "must be real number, not \(value.typeName)")
            }
            let isTrimmed = (letter == "g" || letter == "G") && !field.flags.contains("#")
            let precision = min(field.precision ?? 6, isTrimmed ? FloatText.maximumDigits : .max)
            guard precision <= FloatText.maximumPrecision else {
                throw Failure(.limit, "a float is to have more than \(FloatText.maximumPrecision) digits")
            }
            let text = FloatText.write(
                number.double, Character(letter), precision: precision, alternate: field.flags.contains("#"))
            return try signed(text, "", number.double.sign == .minus && !number.double.isNaN, field, state)
        default:
            throw Failure(.operation, "unsupported format character '\(letter)' (0x\(String(letter.value, radix: 16)))")
        }
    }

    private func wrongType(_ letter: Unicode.Scalar, _ expected: String, _ value: Value) -> Failure {
        if case .undefined(let undefined) = value { return undefined.failure }
        return Failure(.operation, "%\(letter) format: \(expected) is required, not \(value.typeName)")
    }

    private func digits(_ value: BigInteger, base: UInt32, _ field: Field) throws(Failure) -> String {
        let digits = value.digits(base: base)
        let missing = (field.precision ?? 0) - digits.utf8.count
        guard missing <= FloatText.maximumPrecision else {
            throw Failure(.limit, "an integer is to have more than \(FloatText.maximumPrecision) digits")
        }
        return String(repeating: "0", count: max(missing, 0)) + digits
    }

    private func signed(
        _ digits: String, _ prefix: String, _ isNegative: Bool, _ field: Field, _ state: RenderState
    ) throws(Failure) -> String {
        let sign = isNegative ? "-" : field.flags.contains("+") ? "+" : field.flags.contains(" ") ? " " : ""
        let head = sign + prefix
        guard field.flags.contains("0"), !field.flags.contains("-") else { return pad(head + digits, field) }
        let missing = field.width - head.utf8.count - digits.utf8.count
        return head + String(repeating: "0", count: max(missing, 0)) + digits
    }

    private func pad(_ text: String, _ field: Field) -> String {
        let spaces = String(repeating: " ", count: max(field.width - scalarCount(text), 0))
        return field.flags.contains("-") ? text + spaces : spaces + text
    }
}

extension Value {
    /// Whether Python takes the value for a mapping when it fills in a format.
    fileprivate var isSubscriptable: Bool {
        switch self {
        case .undefined, .list, .dict: true
        case .object(let object): object.isSubscriptable
        default: false
        }
    }
}

/// Text with all that is not ASCII escaped.
func asciiOnly(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += $1.isASCII ? String($1) : escaped($1) }
}
