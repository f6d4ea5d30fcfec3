import Glibc
import JSON

/// Doubles in a number of digits, as C's `printf` and Python write them.
enum FloatText {
    /// The most digits after the point: more have no meaning.
    static let maximumPrecision = 5_000

    /// More digits than any double has.
    static let maximumDigits = 1_100

    /// The magnitude's text in the notation of a letter of `e`, `E`, `f`, `F`, `g` and `G`.
    static func write(_ value: Double, _ letter: Character, precision: Int, alternate: Bool = false) -> String {
        let isUpper = letter.isUppercase
        guard value.isFinite else {
            let text = value.isNaN ? "nan" : "inf"
            return isUpper ? text.uppercased() : text
        }
        let format = "%\(alternate ? "#" : "").*\(letter)"
        return withVaList([Int32(clamping: precision), value.magnitude]) { arguments in
            var buffer = [CChar](repeating: 0, count: 400 + precision)
            let count = vsnprintf(&buffer, buffer.count, format, arguments)
            return String(decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// The number rounded to digits after the point, halves to even; negative digits round before it.
    static func round(_ value: Double, digits: Int) -> Double {
        guard value.isFinite, digits <= 350 else { return value }
        if digits < -310 { return Double(signOf: value, magnitudeOf: 0) }
        if digits >= 0 {
            return Double(signOf: value, magnitudeOf: Double(write(value, "f", precision: digits)) ?? value)
        }
        // The decimal digits of the whole number are exact, so that they can be rounded as text.
        let power = pow(10, Double(-digits))
        let quotient = value.magnitude / power
        var whole = quotient.rounded(.toNearestOrEven)
        if (quotient - whole).magnitude == 0.5 { whole = 2 * (quotient / 2).rounded() }
        return Double(signOf: value, magnitudeOf: whole * power)
    }

    /// The value of a text as Python's `float` reads it, or nil when it is none.
    static func parse(_ text: String) -> Double? {
        guard let bytes = NumberText.ascii(text) else { return nil }
        var rest = bytes[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        let word = String(decoding: rest, as: UTF8.self).lowercased()
        switch word {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        guard NumberText.isFloat(rest) else { return nil }
        let digits = String(decoding: rest.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let value = Double(digits.hasPrefix(".") ? "0" + digits : digits) else { return nil }
        return isNegative ? -value : value
    }
}

/// Texts of numbers as Python's `int` and `float` read them.
enum NumberText {
    /// The bytes of a text without the space around it, decimal digits of all scripts as ASCII; nil when others remain.
    static func ascii(_ text: String) -> [UInt8]? {
        var scalars = Array(text.unicodeScalars)[...]
        while let last = scalars.last, isSpace(last) { scalars = scalars.dropLast() }
        scalars = scalars.drop(while: isSpace)
        var bytes: [UInt8] = []
        for scalar in scalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if isDecimal(scalar), let value = scalar.properties.numericValue {
                bytes.append(UInt8(ascii: "0") + UInt8(value))
            } else {
                return nil
            }
        }
        return bytes
    }

    /// The value of an integer in a base from 2 to 36, or in that of its prefix when it is 0; nil when it is none.
    static func integer(_ text: String, base: Int) -> BigInteger? {
        guard let bytes = ascii(text), base == 0 || (2...36).contains(base) else { return nil }
        var rest = bytes[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        var base = base
        var hasPrefix = false
        if rest.first == UInt8(ascii: "0"), rest.count > 1 {
            let letters: [UInt8: Int] = [120: 16, 88: 16, 111: 8, 79: 8, 98: 2, 66: 2]
            if let named = letters[rest[rest.startIndex + 1]], base == 0 || base == named {
                base = named
                hasPrefix = true
                rest = rest.dropFirst(2)
                if rest.first == UInt8(ascii: "_") { rest = rest.dropFirst() }
            }
        }
        if base == 0 {
            base = 10
            // A leading zero means nothing in Python's literals, and is refused.
            let isZero = rest.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "_") }
            if !hasPrefix, rest.first == UInt8(ascii: "0"), !isZero { return nil }
        }
        guard rest.first != UInt8(ascii: "_"), rest.last != UInt8(ascii: "_"), isGrouped(rest), rest.count <= 5_000
        else { return nil }
        return BigInteger(
            digits: rest.lazy.filter { $0 != UInt8(ascii: "_") }, base: UInt32(base), isNegative: isNegative)
    }

    /// Whether underscores stand alone between digits.
    private static func isGrouped(_ bytes: ArraySlice<UInt8>) -> Bool {
        zip(bytes, bytes.dropFirst()).allSatisfy { $0 != UInt8(ascii: "_") || $1 != UInt8(ascii: "_") }
    }

    /// Whether bytes are digits with a point and an exponent, as Python has them.
    static func isFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        func takeDigits() -> Bool {
            var count = 0
            while let byte = rest.first {
                if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                    count += 1
                } else if byte != UInt8(ascii: "_") || count == 0 {
                    break
                } else {
                    guard let next = rest.dropFirst().first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
                    else { return false }
                }
                rest = rest.dropFirst()
            }
            return count > 0
        }
        var hasDigits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            hasDigits = takeDigits() || hasDigits
        }
        guard hasDigits else { return false }
        if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits() else { return false }
        }
        return rest.isEmpty
    }
}
