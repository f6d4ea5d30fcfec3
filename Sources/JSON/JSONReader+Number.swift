extension JSONReader {
    /// A number as it was written.
    enum Number {
        case integer(Int64)
        /// The digits and sign of an integer that does not fit in 64 signed bits.
        case bigInteger(String)
        case double(Double)
    }

    /// Reads a number, or one of NaN, Infinity and -Infinity.
    mutating func readNumber() throws(JSONError) -> Number {
        skipWhitespace()
        let start = offset
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        guard current &- UInt8(ascii: "0") < 10 else { return .double(try readNonFinite(isNegative: isNegative)) }

        var significand = Decimal()
        if current == UInt8(ascii: "0") {
            offset += 1
            if current &- UInt8(ascii: "0") < 10 { throw error("expected no digit after a leading 0, found one") }
        } else {
            readDigits(into: &significand)
        }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            let fractionStart = offset
            readDigits(into: &significand)
            guard offset > fractionStart else { throw unexpected("a digit after the decimal point") }
            significand.exponent = -(offset - fractionStart)
        }
        if current | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            significand.exponent += try readExponent()
        }
        if isInteger {
            if let value = significand.integer(isNegative: isNegative) { return .integer(value) }
            return .bigInteger(text(from: start))
        }
        let magnitude = significand.double ?? Double(text(from: isNegative ? start + 1 : start)) ?? .nan
        return .double(isNegative ? -magnitude : magnitude)
    }

    @inline(__always)
    private mutating func readDigits(into significand: inout Decimal) {
        while true {
            let digit = current &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            significand.append(digit)
            offset += 1
        }
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
