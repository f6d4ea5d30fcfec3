extension RegexParser {
    /// What follows a backslash, inside a class or outside.
    enum Escape {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
    }

    /// Reads an escape outside a class, after its backslash.
    mutating func escape() throws(RegexError) -> RegexItem {
        guard let scalar = next else { throw RegexError("ends with a backslash") }
        if let anchor = Self.anchors[scalar] {
            position += 1
            return RegexItem(node: .anchor(anchor))
        }
        switch scalar {
        case "R":
            position += 1
            let pair = RegexNode.sequence([.set(ScalarSet("\r")), .set(ScalarSet("\n"))])
            return RegexItem(node: .atomic(.alternatives([pair, .set(Self.lineBreaks)])))
        case "N":
            position += 1
            return RegexItem(node: .set(ScalarSet("\n").inverted))
        case "O":
            position += 1
            return RegexItem(node: .set(.all))
        default: break
        }
        switch try commonEscape() {
        case .scalar(let scalar): return try literal(scalar)
        case .set(let set): return RegexItem(node: .set(set))
        }
    }

    /// Reads an escape that means the same inside a class, after its backslash.
    mutating func commonEscape() throws(RegexError) -> Escape {
        guard let scalar = next else { throw RegexError("ends with a backslash") }
        position += 1
        if let set = Self.sets[scalar] { return .set(set) }
        if let control = Self.controls[scalar] { return .scalar(control) }
        switch scalar {
        case "p", "P": return .set(try property(isNegated: scalar == "P"))
        case "x":
            if skip("{") { return .scalar(try hexadecimal(digits: 1...8, end: "}")) }
            let value = try hexadecimal(digits: 1...2, end: nil)
            guard value.isASCII else { throw .unsupported("the byte \\x\(String(value.value, radix: 16))") }
            return .scalar(value)
        case "u": return .scalar(try hexadecimal(digits: 4...4, end: nil))
        case "0": return .scalar(octal())
        case "1"..."9": throw .unsupported("the back-reference \\\(scalar)")
        case "a"..."z", "A"..."Z": throw .unsupported("\\\(scalar)")
        default: return .scalar(scalar)
        }
    }

    private static let anchors: [Unicode.Scalar: RegexAnchor] = [
        "A": .textStart, "z": .textEnd, "Z": .lastLineEnd, "G": .searchStart, "b": .wordBoundary, "B": .noWordBoundary,
    ]

    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "t": "\t", "n": "\n", "r": "\r", "f": "\u{C}", "v": "\u{B}", "a": "\u{7}", "e": "\u{1B}",
    ]

    private static let lineBreaks = ScalarSet("\n"..."\r").union(ScalarSet(anyOf: "\u{85}\u{2028}\u{2029}"))

    static let hexDigits = ScalarSet("0"..."9").union(ScalarSet("A"..."F")).union(ScalarSet("a"..."f"))

    private static let sets: [Unicode.Scalar: ScalarSet] = {
        let sets: [Unicode.Scalar: ScalarSet] = [
            "s": ScalarSet(.whitespace), "d": ScalarSet(.decimalNumber), "w": ScalarSet(.word), "h": hexDigits,
        ]
        return sets.merging(
            [
                "S": ScalarSet(.whitespace).inverted, "D": ScalarSet(.decimalNumber).inverted,
                "W": ScalarSet(.word).inverted, "H": hexDigits.inverted,
            ], uniquingKeysWith: { first, _ in first })
    }()

    /// Reads `{…}` of a property.
    private mutating func property(isNegated: Bool) throws(RegexError) -> ScalarSet {
        guard skip("{") else { throw .unsupported("\\p without {") }
        let isInverted = skip("^") != isNegated
        var name = ""
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip("}") else { throw RegexError("has a \\p{ without }") }
        guard let set = ScalarSet(propertyNamed: name) else { throw .unsupported("the property \(quoted(name))") }
        return isInverted ? set.inverted : set
    }

    private mutating func hexadecimal(digits: ClosedRange<Int>, end: Unicode.Scalar?) throws(RegexError)
        -> Unicode.Scalar
    {
        var value: UInt32 = 0
        var count = 0
        while count < digits.upperBound, let scalar = next, let digit = Self.value(of: scalar) {
            value = value << 4 | digit
            count += 1
            position += 1
        }
        if let end {
            guard next == end else { throw RegexError("has a hexadecimal escape without \(end)") }
            position += 1
        }
        guard digits.contains(count), let scalar = Unicode.Scalar(value) else {
            throw RegexError("has a hexadecimal escape of no character")
        }
        return scalar
    }

    private static func value(of digit: Unicode.Scalar) -> UInt32? {
        switch digit {
        case "0"..."9": digit.value - 0x30
        case "A"..."F": digit.value - 0x41 + 10
        case "a"..."f": digit.value - 0x61 + 10
        default: nil
        }
    }

    /// Reads up to two octal digits after \0.
    private mutating func octal() -> Unicode.Scalar {
        var value: UInt8 = 0
        for _ in 0..<2 {
            guard let scalar = next, "0"..."7" ~= scalar else { break }
            value = value << 3 | UInt8(truncatingIfNeeded: scalar.value & 7)
            position += 1
        }
        return Unicode.Scalar(value)
    }
}
