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

    /// Appends the digits that come next in a text and returns the place after them.
    @inline(__always)
    mutating func appendDigits(of text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while text.count - index >= 8 {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let others = Self.others(in: word)
            if others == 0 {
                guard significand < 100_000_000_000 else { break }
                significand = significand &* 100_000_000 &+ Self.number(ofDigits: word &- Self.zeros)
                index += 8
                continue
            }
            let count = others.trailingZeroBitCount >> 3
            guard significand < Self.powersOfTen[19 &- count] else { break }
            // The digits move to the end; what comes in before them is zeros.
            let digits = ((word &- Self.zeros) << 8) &<< UInt64(56 &- count &* 8)
            significand = significand &* Self.powersOfTen[count] &+ Self.number(ofDigits: digits)
            return index + count
        }
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            append(digit)
            index += 1
        }
        return index
    }

    /// Eight digits 0.
    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// Of eight bytes, bits in those that are no digits; only up to the first one are all the others zero.
    @inline(__always)
    private static func others(in word: UInt64) -> UInt64 {
        let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        return (word & high | ((word &+ 0x0606_0606_0606_0606) & high) >> 4) ^ 0x3333_3333_3333_3333
    }

    /// The number that the values of eight digits are.
    ///
    /// Neighbours are joined to numbers of two, four and eight digits, by three multiplications in all.
    @inline(__always)
    private static func number(ofDigits digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ digits >> 8
        let mask: UInt64 = 0x0000_00FF_0000_00FF
        let upper = (pairs & mask) &* (100 &+ 1_000_000 << 32)
        let lower = (pairs >> 16 & mask) &* (1 &+ 10_000 << 32)
        return (upper &+ lower) >> 32
    }

    /// The powers of ten below 2^64.
    private static let powersOfTen: [UInt64] = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]

    /// The number as an integer, when the exponent is zero and it fits.
    @inline(__always)
    func integer(isNegative: Bool) -> Int64? {
        guard !isFull else { return nil }
        if isNegative { return significand <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- significand) : nil }
        return Int64(exactly: significand)
    }

    /// The nearest double, ties to even; nil when digits were lost or the exponent is not in the table.
    ///
    /// Daniel Lemire's algorithm ("Number parsing at a gigabyte per second", 2021): the significand is multiplied by 128
    /// bits of the power of five, and the product has all the bits that rounding needs.
    @inline(__always)
    var double: Double? {
        if significand == 0, !isFull { return 0 }
        guard !isFull, exponent >= Self.smallestExponent, exponent <= Self.largestExponent else { return nil }
        let shift = significand.leadingZeroBitCount
        let (high, low) = product(of: significand << UInt64(shift))
        let upperBit = high >> 63
        var bits = high >> (upperBit + 9)
        // Halfway between two doubles: only where the power of five is small can the product be exactly that.
        if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1, bits << (upperBit + 9) == high { bits &= ~1 }
        bits = (bits + bits & 1) >> 1
        // The binary exponent of the power of ten, which is 217706 / 65536 times the decimal one, rounded down.
        var power = (217_706 * exponent) >> 16 + 63 + Int(upperBit) - shift + 1023
        if bits == 1 << 53 {
            bits = 1 << 52
            power += 1
        }
        // The exponents of the table leave the number far from the ends of the range.
        return Double(bitPattern: UInt64(truncatingIfNeeded: power) << 52 | bits & (1 << 52 - 1))
    }

    /// The upper 128 bits of a product with the power of five.
    @inline(__always)
    private func product(of significand: UInt64) -> (high: UInt64, low: UInt64) {
        let index = 2 * (exponent - Self.smallestExponent)
        var (high, low) = significand.multipliedFullWidth(by: Self.powersOfFive[index])
        // Only where the bits below those of the result are all set can the lower half of the power matter.
        if high & 0x1FF == 0x1FF {
            let second = significand.multipliedFullWidth(by: Self.powersOfFive[index + 1]).high
            low = low &+ second
            if low < second { high += 1 }
        }
        return (high, low)
    }
}
