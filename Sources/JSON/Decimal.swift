/// A decimal number, significand times a power of ten, on its way to binary.
struct Decimal {
    /// The digits read so far, as long as they fit.
    private var significand: UInt64 = 0
    /// Whether digits were lost because the significand was full.
    private var isFull = false
    /// The power of ten.
    var exponent = 0

    @inline(__always)
    mutating func append(_ digit: UInt8) {
        if significand < 1_000_000_000_000_000_000 {
            significand = significand &* 10 &+ UInt64(digit)
        } else {
            appendLast(digit)
        }
    }

    /// Appends a digit that may not fit.
    private mutating func appendLast(_ digit: UInt8) {
        let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
        if overflow || carry || isFull { isFull = true } else { significand = sum }
    }

    /// The number as an integer, when the exponent is zero and it fits.
    func integer(isNegative: Bool) -> Int64? {
        guard !isFull else { return nil }
        if isNegative { return significand <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- significand) : nil }
        return Int64(exactly: significand)
    }

    /// The nearest double, ties to even; nil when the number needs more than 128 bits of arithmetic.
    var double: Double? {
        if significand == 0, !isFull { return 0 }
        guard !isFull, abs(exponent) < Self.powersOfFive.count else { return nil }
        if exponent >= 0 {
            // Below 2^53 both factors are exact doubles, so one rounding happens, as in William Clinger's fast path.
            if significand <= 1 << 53, exponent <= 22 { return Double(significand) * Self.powersOfTen[exponent] }
            let product = significand.multipliedFullWidth(by: Self.powersOfFive[exponent])
            return Self.round(product.high, product.low, exponent: exponent)
        }
        if significand <= 1 << 53, exponent >= -22 { return Double(significand) / Self.powersOfTen[-exponent] }
        return quotient
    }

    /// The nearest double of a number with a negative exponent.
    ///
    /// Significand and power of five are both shifted until their highest bit is set; their quotient then has 63 or 64
    /// bits, more than a double holds, and the remainder only matters as zero or not.
    private var quotient: Double {
        let divisor = Self.powersOfFive[-exponent]
        let shift = significand.leadingZeroBitCount
        let divisorShift = divisor.leadingZeroBitCount
        let dividend = significand << shift
        let (quotient, remainder) = (divisor << divisorShift).dividingFullWidth((dividend >> 1, dividend << 63))
        return Self.round(quotient, remainder, exponent: exponent + divisorShift - shift - 63 - 64)
    }

    /// The double nearest to (high * 2^64 + low) * 2^exponent; the value must be normal.
    private static func round(_ high: UInt64, _ low: UInt64, exponent: Int) -> Double {
        var top = high
        var rest = low
        var exponent = exponent + 64
        if top == 0 {
            top = low
            rest = 0
            exponent -= 64
        }
        let shift = UInt64(top.leadingZeroBitCount)
        if shift > 0 {
            top = top << shift | rest >> (64 - shift)
            rest <<= shift
            exponent -= Int(shift)
        }
        var kept = top >> 11
        let dropped = top & 0x7FF
        if dropped > 0x400 || dropped == 0x400 && (rest != 0 || kept & 1 == 1) { kept += 1 }
        // kept is at most 2^53, so the conversion is exact; so is the product, as the value is normal.
        return Double(kept) * Double(sign: .plus, exponent: exponent + 11, significand: 1)
    }

    private static let powersOfTen: [Double] = (0...22).map { index in (0..<index).reduce(1) { value, _ in value * 10 }
    }
    /// Five to the powers that fit in 64 bits.
    private static let powersOfFive: [UInt64] = (0...27).map { index in (0..<index).reduce(1) { value, _ in value * 5 }
    }
}
