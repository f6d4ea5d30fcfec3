import JSON

/// What stands after the colon in the fields of `str.format`.
struct FormatSpec {
    private var fill: Unicode.Scalar = " "
    private var alignment: Unicode.Scalar?
    private var sign: Unicode.Scalar?
    private var isAlternate = false
    private var width = 0
    private var grouping: Unicode.Scalar?
    private var precision: Int?
    private var letter: Unicode.Scalar?
    private let text: String

    /// Reads a specification.
    init(_ text: String) throws(Failure) {
        self.text = text
        var rest = Array(text.unicodeScalars)[...]
        let alignments: Set<Unicode.Scalar> = ["<", ">", "=", "^"]
        var hasFill = false
        if rest.count > 1, alignments.contains(rest[1]) {
            fill = rest[0]
            hasFill = true
            alignment = rest[1]
            rest = rest.dropFirst(2)
        } else if let first = rest.first, alignments.contains(first) {
            alignment = first
            rest = rest.dropFirst()
        }
        func take(_ choices: Set<Unicode.Scalar>) -> Unicode.Scalar? {
            guard let first = rest.first, choices.contains(first) else { return nil }
            rest = rest.dropFirst()
            return first
        }
        func takeNumber() throws(Failure) -> Int? {
            var value: Int?
            while let first = rest.first, isDigit(first) {
                value = (value ?? 0) * 10 + Int(first.value - 48)
                guard let value, value < 1 << 40 else {
                    throw Failure(.operation, "too many decimal digits in format string")
                }
                rest = rest.dropFirst()
            }
            return value
        }
        sign = take(["+", "-", " "])
        if take(["z"]) != nil { throw Failure(.operation, "the 'z' of a format specification is not supported") }
        isAlternate = take(["#"]) != nil
        if !hasFill, take(["0"]) != nil {
            fill = "0"
            alignment = alignment ?? "="
        }
        width = try takeNumber() ?? 0
        grouping = take([",", "_"])
        if take(["."]) != nil {
            guard let digits = try takeNumber() else { throw Failure(.operation, "Format specifier missing precision") }
            precision = digits
        }
        letter = rest.popFirst()
        guard rest.isEmpty else { throw Failure(.operation, "Invalid format specifier '\(text)'") }
    }

    /// The value in this format.
    func format(_ value: Value, _ state: RenderState) throws(Failure) -> String {
        switch value {
        case .string(let text), .markup(let text): return try format(text, state)
        case .bool(let value):
            if letter == nil, self.text.isEmpty { return value ? "True" : "False" }
            return try format(BigInteger(value ? 1 : 0), state)
        case .integer(let value): return try format(BigInteger(value), state)
        case .bigInteger(let value): return try format(value, state)
        case .double(let value): return try format(value, state)
        default:
            guard text.isEmpty else {
                throw Failure(.operation, "unsupported format string passed to \(value.typeName).__format__")
            }
            return try state.string(value)
        }
    }

    private func format(_ value: String, _ state: RenderState) throws(Failure) -> String {
        guard letter == nil || letter == "s" else { throw unknownLetter("str") }
        guard sign == nil, !isAlternate, grouping == nil, alignment != "=" || fill == "0" else {
            throw Failure(.operation, "a format specification for a number, got str")
        }
        var value = value
        if let precision, precision < scalarCount(value) { value = scalars(value, 0..<precision) }
        return try pad(value, alignment == "=" ? "<" : alignment ?? "<", state)
    }

    private func unknownLetter(_ type: String) -> Failure {
        Failure(
            .operation, "Unknown format code '\(letter.map { String($0) } ?? "")' for object of type '\(type)'")
    }

    private func format(_ value: BigInteger, _ state: RenderState) throws(Failure) -> String {
        let bases: [Unicode.Scalar: (UInt32, String)] = [
            "b": (2, "0b"), "o": (8, "0o"), "x": (16, "0x"), "X": (16, "0X"),
        ]
        switch letter {
        case nil, "d", "n", "b", "o", "x", "X":
            guard precision == nil else {
                throw Failure(.operation, "Precision not allowed in integer format specifier")
            }
            let (base, prefix) = letter.flatMap { bases[$0] } ?? (10, "")
            guard base == 10 || grouping != "," else { throw Failure(.operation, "Cannot specify ',' with 'x'.") }
            var digits = value.digits(base: base)
            if letter == "X" { digits = digits.uppercased() }
            return try assemble(
                digits, "", isNegative: value.isNegative, prefix: isAlternate ? prefix : "",
                groupSize: base == 10 ? 3 : 4, state)
        case "c":
            guard sign == nil, precision == nil, !isAlternate,
                let number = value.intValue.flatMap({ UInt32(exactly: $0) }),
                let scalar = Unicode.Scalar(number)
            else { throw Failure(.operation, "%c arg not in range(0x110000)") }
            return try pad(String(scalar), alignment ?? "<", state)
        case "e", "E", "f", "F", "g", "G", "%":
            return try format(value.doubleValue, state)
        default: throw unknownLetter("int")
        }
    }

    private func format(_ value: Double, _ state: RenderState) throws(Failure) -> String {
        let digits: String
        // No double has more digits than this; zeros behind them are only written where the notation is fixed.
        let isTrimmed = !isAlternate && [nil, "g", "G", "n"].contains(letter)
        let precision = isTrimmed ? precision.map { min($0, FloatText.maximumDigits) } : precision
        if let precision, precision > FloatText.maximumPrecision {
            throw Failure(.limit, "a float is to have more than \(FloatText.maximumPrecision) digits")
        }
        switch letter {
        case nil:
            guard let precision else {
                digits = PythonFloat.repr(value.isNaN ? value : value.magnitude)
                break
            }
            // As 'g', with one digit after the point at least, and with an exponent one digit sooner.
            var text = FloatText.write(value, "g", precision: max(precision, 1), alternate: isAlternate)
            if value.isFinite, !text.contains("e"), !text.contains(".") {
                text = text.utf8.count >= max(precision, 1) ? Self.scientific(text) : text + ".0"
            }
            digits = text
        case "e", "E", "f", "F", "g", "G", "n":
            let character = letter == "n" ? "g" : letter.map { Character($0) } ?? "g"
            var count = precision ?? 6
            if character == "g" || character == "G" { count = max(count, 1) }
            digits = FloatText.write(value, character, precision: count, alternate: isAlternate)
        case "%":
            digits = FloatText.write(value * 100, "f", precision: precision ?? 6, alternate: isAlternate) + "%"
        default: throw unknownLetter("float")
        }
        let whole = digits.prefix { $0.isASCII && $0.isNumber }
        return try assemble(
            whole.isEmpty ? digits : String(whole), whole.isEmpty ? "" : String(digits.dropFirst(whole.count)),
            isNegative: value.sign == .minus && !value.isNaN, prefix: "", groupSize: 3, state)
    }

    /// Digits of a whole number with an exponent.
    private static func scientific(_ digits: String) -> String {
        let exponent = digits.utf8.count - 1
        var rest = digits.dropFirst()
        while rest.last == "0" { rest = rest.dropLast() }
        return digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e+" + (exponent < 10 ? "0" : "")
            + String(exponent)
    }

    private func assemble(
        _ digits: String, _ rest: String, isNegative: Bool, prefix: String, groupSize: Int, _ state: RenderState
    ) throws(Failure) -> String {
        let signText = isNegative ? "-" : sign.map { $0 == "-" ? "" : String($0) } ?? ""
        let head = signText + prefix
        var digits = digits
        if let grouping, digits.utf8.allSatisfy({ $0 != 110 && $0 != 105 }) {
            // Zeros that fill the width are grouped too.
            let target = fill == "0" && alignment == "=" ? width - head.utf8.count - rest.utf8.count : 0
            try state.charge(target)
            digits = Self.group(digits, by: grouping, size: groupSize, width: target)
        }
        let body = digits + rest
        if alignment == "=" {
            let missing = width - scalarCount(head) - scalarCount(body)
            try state.charge(max(missing, 0))
            return head + String(repeating: String(fill), count: max(missing, 0)) + body
        }
        return try pad(head + body, alignment ?? ">", state)
    }

    private static func group(_ digits: String, by separator: Unicode.Scalar, size: Int, width: Int) -> String {
        var reversed: [UInt8] = []
        var rest = Array(digits.utf8)[...]
        var count = 0
        while !rest.isEmpty || reversed.count < width {
            if count > 0, count % size == 0 {
                // A separator never comes first, so that one more zero may be needed.
                reversed.append(UInt8(separator.value))
            }
            reversed.append(rest.popLast() ?? UInt8(ascii: "0"))
            count += 1
        }
        return String(decoding: reversed.reversed(), as: UTF8.self)
    }

    private func pad(_ text: String, _ alignment: Unicode.Scalar, _ state: RenderState) throws(Failure) -> String {
        let missing = max(width - scalarCount(text), 0)
        try state.charge(missing)
        let left = alignment == ">" ? missing : alignment == "^" ? missing / 2 : 0
        let filler = String(fill)
        return String(repeating: filler, count: left) + text + String(repeating: filler, count: missing - left)
    }
}
