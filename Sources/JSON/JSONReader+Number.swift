extension JSONReader {
    /// A number as it was written.
    package enum Number {
        case integer(Int64)
        /// The digits and sign of an integer that does not fit in 64 signed bits.
        case bigInteger(String)
        case double(Double)
    }

    /// Reads a number, or one of NaN, Infinity and -Infinity.
    package mutating func readNumber() throws(JSONError) -> Number {
        skipWhitespace()
        let start = offset
        let scan = try scanNumber()
        guard let decimal = scan.decimal else { return .double(scan.nonFinite) }
        if scan.isInteger {
            if let value = decimal.integer(isNegative: scan.isNegative) { return .integer(value) }
            return .bigInteger(text(from: start))
        }
        return .double(double(decimal, isNegative: scan.isNegative, from: start))
    }

    /// Reads a number as a double; nil for an integer beyond all doubles.
    @inline(__always)
    mutating func readDouble() throws(JSONError) -> Double? {
        skipWhitespace()
        let start = offset
        let scan = try scanNumber()
        guard let decimal = scan.decimal else { return scan.nonFinite }
        if let value = decimal.double { return scan.isNegative ? -value : value }
        if scan.isInteger { return Double(text(from: start)).flatMap { $0.isFinite ? $0 : nil } }
        return double(decimal, isNegative: scan.isNegative, from: start)
    }

    /// A number in decimal.
    private struct NumberScan {
        /// The number without its sign; nil when it is not finite.
        var decimal: Decimal?
        var nonFinite = 0.0
        var isNegative = false
        var isInteger = true
    }

    @inline(__always)
    private mutating func scanNumber() throws(JSONError) -> NumberScan {
        var scan = NumberScan()
        scan.isNegative = current == UInt8(ascii: "-")
        if scan.isNegative { offset += 1 }
        guard current &- UInt8(ascii: "0") < 10 else {
            scan.nonFinite = try readNonFinite(isNegative: scan.isNegative)
            return scan
        }
        var decimal = Decimal()
        if current == UInt8(ascii: "0") {
            offset += 1
            if current &- UInt8(ascii: "0") < 10 { throw error("expected no digit after a leading 0, found one") }
        } else {
            offset = decimal.appendDigits(of: bytes, from: offset)
        }
        if current == UInt8(ascii: ".") {
            scan.isInteger = false
            let fractionStart = offset + 1
            offset = decimal.appendDigits(of: bytes, from: fractionStart)
            guard offset > fractionStart else { throw unexpected("a digit after the decimal point") }
            decimal.exponent = fractionStart - offset
        }
        if current | 0x20 == UInt8(ascii: "e") {
            scan.isInteger = false
            offset += 1
            decimal.exponent += try readExponent()
        }
        scan.decimal = decimal
        return scan
    }

    @inline(__always)
    private mutating func double(_ decimal: Decimal, isNegative: Bool, from start: Int) -> Double {
        if let value = decimal.double { return isNegative ? -value : value }
        return slowDouble(from: start)
    }

    /// The double of a number with more digits or a larger exponent than is usual.
    private mutating func slowDouble(from start: Int) -> Double {
        let value = Double(text(from: start)) ?? .nan
        if value.isInfinite, firstOverflow == nil { firstOverflow = start }
        return value
    }

    /// Reads sign and digits of an exponent; one too large to matter stays below 2^41.
    private mutating func readExponent() throws(JSONError) -> Int {
        let isNegative = current == UInt8(ascii: "-")
        if isNegative || current == UInt8(ascii: "+") { offset += 1 }
        var exponent = 0
        let start = offset
        while current &- UInt8(ascii: "0") < 10 {
            exponent = min(exponent * 10 + Int(current &- UInt8(ascii: "0")), 1 << 40)
            offset += 1
        }
        guard offset > start else { throw unexpected("a digit in the exponent") }
        return isNegative ? -exponent : exponent
    }

    private mutating func readNonFinite(isNegative: Bool) throws(JSONError) -> Double {
        if take("Infinity") { return isNegative ? -.infinity : .infinity }
        if !isNegative, take("NaN") { return .nan }
        throw unexpectedWord(isNegative ? "a digit or Infinity after '-'" : "a number")
    }

    private func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }
}
