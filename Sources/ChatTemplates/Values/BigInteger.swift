/// An integer of any size, in Python's arithmetic: division rounds down.
struct BigInteger {
    /// Whether it is below zero.
    private(set) var isNegative: Bool
    /// The magnitude in digits of 32 bits, the lowest first, without leading zeros.
    private(set) var magnitude: [UInt32]

    private init(isNegative: Bool, magnitude: [UInt32]) {
        var magnitude = magnitude
        while magnitude.last == 0 { magnitude.removeLast() }
        self.magnitude = magnitude
        self.isNegative = isNegative && !magnitude.isEmpty
    }

    init(_ value: Int) {
        let bits = value.magnitude
        self.init(
            isNegative: value < 0,
            magnitude: [UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32)]
        )
    }

    /// The integer part of a finite number.
    init(truncating value: Double) {
        let whole = value.magnitude.rounded(.towardZero)
        guard whole >= 1 else {
            self.init(0)
            return
        }
        let shift = max(Int(whole.exponent) - 52, 0)
        let significant = UInt64(whole / Double(sign: .plus, exponent: shift, significand: 1))
        let small = BigInteger(
            isNegative: value < 0,
            magnitude: [UInt32(truncatingIfNeeded: significant), UInt32(truncatingIfNeeded: significant >> 32)])
        self = small.shifted(by: shift)
    }

    /// The value of digits in a base from 2 to 36, or nil when there are others or none.
    init?(digits: some Sequence<UInt8>, base: UInt32, isNegative: Bool) {
        var magnitude: [UInt32] = []
        var count = 0
        for byte in digits {
            guard let digit = Self.digit(byte), digit < base else { return nil }
            count += 1
            Self.multiply(&magnitude, by: base, adding: digit)
        }
        guard count > 0 else { return nil }
        self.init(isNegative: isNegative, magnitude: magnitude)
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// How many bits the magnitude takes.
    var bitCount: Int { magnitude.isEmpty ? 0 : magnitude.count * 32 - (magnitude.last?.leadingZeroBitCount ?? 0) }

    /// The value, when it fits in 64 bits.
    var intValue: Int? {
        guard bitCount <= 64 else { return nil }
        let bits = magnitude.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        if isNegative { return bits <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- bits) : nil }
        return Int(exactly: bits)
    }

    /// The nearest double; infinite where there is none.
    var doubleValue: Double { Double(description) ?? .nan }

    /// The negated value.
    var negated: BigInteger { BigInteger(isNegative: !isNegative, magnitude: magnitude) }

    func shifted(by bits: Int) -> BigInteger {
        let (words, rest) = bits.quotientAndRemainder(dividingBy: 32)
        var result = [UInt32](repeating: 0, count: words)
        var carry: UInt64 = 0
        for digit in magnitude {
            let value = UInt64(digit) << UInt64(rest) | carry
            result.append(UInt32(truncatingIfNeeded: value))
            carry = value >> 32
        }
        result.append(UInt32(truncatingIfNeeded: carry))
        return BigInteger(isNegative: isNegative, magnitude: result)
    }

    /// The digits in a base from 2 to 36, without sign.
    func digits(base: UInt32 = 10) -> String {
        guard !magnitude.isEmpty else { return "0" }
        // As many digits at once as fit in 32 bits.
        var (power, width): (UInt32, Int) = (base, 1)
        while case let (next, overflow) = power.multipliedReportingOverflow(by: base), !overflow {
            (power, width) = (next, width + 1)
        }
        var rest = magnitude
        var parts: [String] = []
        while !rest.isEmpty {
            let part = String(Self.divide(&rest, by: power), radix: Int(base))
            parts.append(rest.isEmpty ? part : String(repeating: "0", count: width - part.utf8.count) + part)
        }
        return parts.reversed().joined()
    }
}

extension BigInteger: CustomStringConvertible {
    var description: String { (isNegative ? "-" : "") + digits() }
}

// MARK: Arithmetic

extension BigInteger {
    static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(isNegative: left.isNegative, magnitude: add(left.magnitude, right.magnitude))
        }
        return precedes(left.magnitude, right.magnitude)
            ? BigInteger(isNegative: right.isNegative, magnitude: subtract(right.magnitude, left.magnitude))
            : BigInteger(isNegative: left.isNegative, magnitude: subtract(left.magnitude, right.magnitude))
    }

    static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + right.negated }

    static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        var result = [UInt32](repeating: 0, count: left.magnitude.count + right.magnitude.count)
        for (offset, digit) in left.magnitude.enumerated() {
            var carry: UInt64 = 0
            for (position, other) in right.magnitude.enumerated() {
                let value = UInt64(digit) * UInt64(other) + UInt64(result[offset + position]) + carry
                result[offset + position] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            result[offset + right.magnitude.count] = UInt32(carry)
        }
        return BigInteger(isNegative: left.isNegative != right.isNegative, magnitude: result)
    }

    /// The quotient rounded down and what is left, which has the divisor's sign.
    /// - Precondition: The divisor is not 0.
    func dividedDown(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
        let (quotient, remainder) = Self.divide(magnitude, by: divisor.magnitude)
        let isInexact = !remainder.isEmpty
        guard isNegative != divisor.isNegative, isInexact else {
            return (
                BigInteger(isNegative: isNegative != divisor.isNegative, magnitude: quotient),
                BigInteger(isNegative: isNegative, magnitude: remainder)
            )
        }
        return (
            BigInteger(isNegative: true, magnitude: Self.add(quotient, [1])),
            BigInteger(isNegative: divisor.isNegative, magnitude: Self.subtract(divisor.magnitude, remainder))
        )
    }

    static func compare(_ left: BigInteger, _ right: BigInteger) -> Ordering {
        if left.isNegative != right.isNegative { return left.isNegative ? .less : .greater }
        if left.magnitude == right.magnitude { return .equal }
        return precedes(left.magnitude, right.magnitude) != left.isNegative ? .less : .greater
    }

    private static func precedes(_ left: [UInt32], _ right: [UInt32]) -> Bool {
        left.count != right.count
            ? left.count < right.count : left.reversed().lexicographicallyPrecedes(right.reversed())
    }

    private static func add(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        let count = max(left.count, right.count)
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for position in 0..<count {
            let value =
                UInt64(position < left.count ? left[position] : 0)
                + UInt64(position < right.count ? right[position] : 0) + carry
            result.append(UInt32(truncatingIfNeeded: value))
            carry = value >> 32
        }
        result.append(UInt32(carry))
        return result
    }

    /// The difference; the left is not the smaller one.
    private static func subtract(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var borrow: Int64 = 0
        for position in left.indices {
            let value = Int64(left[position]) - Int64(position < right.count ? right[position] : 0) - borrow
            result.append(UInt32(truncatingIfNeeded: value))
            borrow = value < 0 ? 1 : 0
        }
        return result
    }

    private static func multiply(_ magnitude: inout [UInt32], by factor: UInt32, adding term: UInt32) {
        var carry = UInt64(term)
        for position in magnitude.indices {
            let value = UInt64(magnitude[position]) * UInt64(factor) + carry
            magnitude[position] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
        }
        if carry > 0 { magnitude.append(UInt32(carry)) }
    }

    /// Divides by a small number in place; returns the remainder.
    private static func divide(_ magnitude: inout [UInt32], by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for position in magnitude.indices.reversed() {
            let value = remainder << 32 | UInt64(magnitude[position])
            magnitude[position] = UInt32(value / UInt64(divisor))
            remainder = value % UInt64(divisor)
        }
        while magnitude.last == 0 { magnitude.removeLast() }
        return UInt32(remainder)
    }

    /// Divides bit by bit: such integers are rare and small in templates.
    private static func divide(_ left: [UInt32], by right: [UInt32]) -> (quotient: [UInt32], remainder: [UInt32]) {
        if right.count == 1 {
            var quotient = left
            let remainder = divide(&quotient, by: right[0])
            return (quotient, remainder == 0 ? [] : [remainder])
        }
        var quotient = [UInt32](repeating: 0, count: left.count)
        var remainder: [UInt32] = []
        for position in left.indices.reversed() {
            for bit in (0..<32).reversed() {
                multiply(&remainder, by: 2, adding: left[position] >> UInt32(bit) & 1)
                if !precedes(remainder, right) {
                    remainder = subtract(remainder, right)
                    while remainder.last == 0 { remainder.removeLast() }
                    quotient[position] |= 1 << UInt32(bit)
                }
            }
        }
        return (quotient, remainder)
    }
}
