/// Numbers that stand alone in a text, as in a cell of CSV.
package enum DecimalText {
    /// Reads digits after an optional sign; nil for anything else and for what does not fit.
    package static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        var end = 0
        guard let value = integer(in: text, from: &end), end == text.count else { return nil }
        return value
    }

    /// Reads digits after an optional sign as far as they go; nil where there are none, and for what does not fit.
    ///
    /// - Parameter index: Where the number begins; behind it on return.
    package static func integer(in text: UnsafeRawBufferPointer, from index: inout Int) -> Int64? {
        let isNegative = isMinus(in: text, at: &index)
        let start = index
        var number = Decimal()
        index = number.appendDigits(of: text, from: start)
        return index > start ? number.integer(isNegative: isNegative) : nil
    }

    /// Reads a decimal number with or without sign, point and exponent; nil for anything else.
    ///
    /// A number too large for a double is infinite.
    package static func double(_ text: UnsafeRawBufferPointer) -> Double? {
        var end = 0
        guard let value = double(in: text, from: &end), end == text.count else { return nil }
        return value
    }

    /// Reads a decimal number with or without sign, point and exponent as far as it goes; nil where there is none.
    ///
    /// A number too large for a double is infinite.
    ///
    /// - Parameter index: Where the number begins; behind it on return.
    package static func double(in text: UnsafeRawBufferPointer, from index: inout Int) -> Double? {
        let isNegative = isMinus(in: text, at: &index)
        let start = index
        var number = Decimal()
        index = number.appendDigits(of: text, from: start)
        var digitCount = index - start
        if index < text.count, text[index] == UInt8(ascii: ".") {
            let fractionStart = index + 1
            index = number.appendDigits(of: text, from: fractionStart)
            number.exponent = fractionStart - index
            digitCount += index - fractionStart
        }
        guard digitCount > 0 else { return nil }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard let exponent = exponent(in: text, from: &index) else { return nil }
            number.exponent += exponent
        }
        let magnitude = number.double ?? Double(String(decoding: text[start..<index], as: UTF8.self)) ?? .nan
        return isNegative ? -magnitude : magnitude
    }

    /// Calls a body with the upper and the lower 64 bits of the powers of five for each exponent of ten from the smallest to
    /// the largest, shifted until the highest bit is set, for who rounds decimal numbers as here.
    package static func withPowersOfFive<Result>(
        _ body: (_ bits: UnsafePointer<UInt64>, _ smallest: Int, _ largest: Int) -> Result
    ) -> Result {
        Decimal.powersOfFive.withUnsafeBufferPointer {
            // The table is not empty.
            body($0.baseAddress.unsafelyUnwrapped, Decimal.smallestExponent, Decimal.largestExponent)
        }
    }

    /// Moves past a sign; returns whether it is a minus.
    @inline(__always)
    private static func isMinus(in text: UnsafeRawBufferPointer, at index: inout Int) -> Bool {
        guard index < text.count else { return false }
        let isNegative = text[index] == UInt8(ascii: "-")
        if isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
        return isNegative
    }

    /// Reads the number of an exponent; one too large to matter stays below 2^41.
    private static func exponent(in text: UnsafeRawBufferPointer, from index: inout Int) -> Int? {
        let isNegative = isMinus(in: text, at: &index)
        let start = index
        var exponent = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            exponent = min(exponent * 10 + Int(digit), 1 << 40)
            index += 1
        }
        guard index > start else { return nil }
        return isNegative ? -exponent : exponent
    }
}
