/// Numbers that stand alone in a text, as in a cell of CSV.
package enum DecimalText {
    /// Reads digits after an optional sign; nil for anything else and for what does not fit.
    package static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        guard index < text.count else { return nil }
        var value: Int64 = 0
        // Eighteen digits always fit.
        let isShort = text.count - index <= 18
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            if isShort {
                value = value &* 10 &- Int64(digit)
            } else {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let (difference, carry) = product.subtractingReportingOverflow(Int64(digit))
                if overflow || carry { return nil }
                value = difference
            }
            index += 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// Reads a decimal number with or without sign, point and exponent; nil for anything else.
    ///
    /// A number too large for a double is infinite.
    package static func double(_ text: UnsafeRawBufferPointer) -> Double? {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
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
            guard let exponent = Self.exponent(UnsafeRawBufferPointer(rebasing: text[(index + 1)...])) else {
                return nil
            }
            number.exponent += exponent
        } else if index < text.count {
            return nil
        }
        let magnitude = number.double ?? Double(String(decoding: text[start...], as: UTF8.self)) ?? .nan
        return isNegative ? -magnitude : magnitude
    }

    /// The number of an exponent; one too large to matter stays below 2^41.
    private static func exponent(_ text: UnsafeRawBufferPointer) -> Int? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var exponent = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            exponent = min(exponent * 10 + Int(digit), 1 << 40)
        }
        return isNegative ? -exponent : exponent
    }
}
