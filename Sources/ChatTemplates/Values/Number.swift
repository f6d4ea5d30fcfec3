import Glibc

/// A number of Python's: an integer of any size, or a double.
///
/// True and false are 1 and 0.
enum Number {
    case integer(Int)
    case big(BigInteger)
    case double(Double)

    /// The most bits of an integer; Python prints no more than 4,300 digits.
    static let maximumBits = 14_400

    init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .integer(value ? 1 : 0)
        case .integer(let value): self = .integer(value)
        case .bigInteger(let value): self = .big(value)
        case .double(let value): self = .double(value)
        default: return nil
        }
    }

    /// The number as a double, as Python converts it.
    var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .big(let value): value.doubleValue
        case .double(let value): value
        }
    }

    /// The number as an integer of any size, when it is one.
    var big: BigInteger? {
        switch self {
        case .integer(let value): BigInteger(value)
        case .big(let value): value
        case .double: nil
        }
    }

    func compare(to other: Number) -> Ordering {
        if case .integer(let left) = self, case .integer(let right) = other {
            return left < right ? .less : left > right ? .greater : .equal
        }
        if let left = big, let right = other.big { return BigInteger.compare(left, right) }
        let (left, right) = (double, other.double)
        if left.isNaN || right.isNaN { return .unordered }
        // An integer may have no double of its own.
        if left == right, left.isFinite {
            return BigInteger.compare(
                big ?? BigInteger(truncating: left), other.big ?? BigInteger(truncating: right))
        }
        return left < right ? .less : left > right ? .greater : .equal
    }
}

extension Value {
    /// An integer, in the smaller form where it fits.
    /// - Throws: when it is too large to be printed.
    static func integer(_ value: BigInteger) throws(Failure) -> Value {
        if let small = value.intValue { return .integer(small) }
        guard value.bitCount <= Number.maximumBits else {
            throw Failure(.limit, "an integer has more than 4,300 digits")
        }
        return .bigInteger(value)
    }
}

/// Adds, subtracts, multiplies, divides or raises two numbers as Python does.
func arithmetic(_ sign: ArithmeticSign, _ left: Number, _ right: Number) throws(Failure) -> Value {
    if case .integer(let left) = left, case .integer(let right) = right,
        let result = try small(sign, left, right)
    {
        return .integer(result)
    }
    if let left = left.big, let right = right.big, sign != .divide {
        return try large(sign, left, right)
    }
    let (x, y) = (left.double, right.double)
    guard x.isFinite || !isInteger(left), y.isFinite || !isInteger(right) else {
        throw Failure(.operation, "int too large to convert to float")
    }
    switch sign {
    case .add: return .double(x + y)
    case .subtract: return .double(x - y)
    case .multiply: return .double(x * y)
    case .divide:
        guard y != 0 else { throw Failure(.operation, "division by zero") }
        if let left = left.big, let right = right.big { return try .double(trueQuotient(left, right)) }
        return .double(x / y)
    case .divideDown: return try .double(divideDown(x, y).quotient)
    case .remainder: return try .double(divideDown(x, y).remainder)
    case .power: return try .double(raise(x, y))
    }
}

/// The operators of arithmetic.
enum ArithmeticSign: String {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case divideDown = "//"
    case remainder = "%"
    case power = "**"
}

private func isInteger(_ number: Number) -> Bool { number.big != nil }

/// The result in 64 bits, or nil when it does not fit or is none.
private func small(_ sign: ArithmeticSign, _ left: Int, _ right: Int) throws(Failure) -> Int? {
    let (value, overflow): (Int, Bool)
    switch sign {
    case .add: (value, overflow) = left.addingReportingOverflow(right)
    case .subtract: (value, overflow) = left.subtractingReportingOverflow(right)
    case .multiply: (value, overflow) = left.multipliedReportingOverflow(by: right)
    case .divide, .power: return nil
    case .divideDown, .remainder:
        guard right != 0 else { throw Failure(.operation, "integer division or modulo by zero") }
        if right == -1 { return sign == .remainder ? 0 : left == .min ? nil : -left }
        let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
        let isRoundedUp = remainder != 0 && (remainder < 0) != (right < 0)
        if sign == .divideDown { return isRoundedUp ? quotient - 1 : quotient }
        return isRoundedUp ? remainder + right : remainder
    }
    return overflow ? nil : value
}

private func large(_ sign: ArithmeticSign, _ left: BigInteger, _ right: BigInteger) throws(Failure) -> Value {
    switch sign {
    case .add: return try .integer(left + right)
    case .subtract: return try .integer(left - right)
    case .multiply: return try .integer(left * right)
    case .divideDown, .remainder:
        guard !right.magnitude.isEmpty else { throw Failure(.operation, "integer division or modulo by zero") }
        let (quotient, remainder) = left.dividedDown(by: right)
        return try .integer(sign == .divideDown ? quotient : remainder)
    case .power:
        if right.isNegative { return try .double(raise(left.doubleValue, right.doubleValue)) }
        if left.bitCount <= 1 {
            let isOdd = (right.magnitude.first ?? 0) & 1 == 1
            return try .integer(right.magnitude.isEmpty ? BigInteger(1) : isOdd ? left : left * left)
        }
        guard let exponent = right.intValue, exponent <= Number.maximumBits else {
            throw Failure(.limit, "an integer has more than 4,300 digits")
        }
        var (result, base, rest) = (BigInteger(1), left, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            rest >>= 1
            if rest > 0 { base = base * base }
            guard result.bitCount <= Number.maximumBits, base.bitCount <= Number.maximumBits else {
                throw Failure(.limit, "an integer has more than 4,300 digits")
            }
        }
        return try .integer(result)
    case .divide: return try .double(trueQuotient(left, right))
    }
}

/// The quotient of two integers, rounded once: through doubles where they are exact.
private func trueQuotient(_ left: BigInteger, _ right: BigInteger) throws(Failure) -> Double {
    guard !right.magnitude.isEmpty else { throw Failure(.operation, "division by zero") }
    if left.bitCount <= 53, right.bitCount <= 53 { return left.doubleValue / right.doubleValue }
    // 66 significant bits of the quotient and whether there are more round as the exact quotient does.
    let shift = max(66 - left.bitCount + right.bitCount, 0)
    let isNegative = left.isNegative != right.isNegative
    let numerator = (left.isNegative ? left.negated : left).shifted(by: shift)
    let (quotient, remainder) = numerator.dividedDown(by: right.isNegative ? right.negated : right)
    let sticky = remainder.magnitude.isEmpty ? quotient : quotient.shifted(by: 1) + BigInteger(1)
    let exponent = remainder.magnitude.isEmpty ? -shift : -shift - 1
    let value = scalbn(sticky.doubleValue, Int32(exponent))
    guard value.isFinite else { throw Failure(.operation, "integer division result too large for a float") }
    return isNegative ? -value : value
}

/// Python's division of floats rounded down, and its remainder with the divisor's sign.
private func divideDown(_ left: Double, _ right: Double) throws(Failure) -> (quotient: Double, remainder: Double) {
    guard right != 0 else { throw Failure(.operation, "float floor division by zero") }
    var remainder = fmod(left, right)
    var quotient = (left - remainder) / right
    if remainder != 0 {
        if (right < 0) != (remainder < 0) {
            remainder += right
            quotient -= 1
        }
    } else {
        remainder = Double(signOf: right, magnitudeOf: 0)
    }
    if quotient != 0 {
        let whole = quotient.rounded(.down)
        quotient = quotient - whole > 0.5 ? whole + 1 : whole
    } else {
        quotient = Double(signOf: left / right, magnitudeOf: 0)
    }
    return (quotient, remainder)
}

private func raise(_ base: Double, _ exponent: Double) throws(Failure) -> Double {
    if base == 0, exponent < 0 { throw Failure(.operation, "0.0 cannot be raised to a negative power") }
    if base < 0, base.isFinite, exponent.isFinite, exponent != exponent.rounded() {
        throw Failure(.operation, "a negative number raised to a fraction is complex, which is not supported")
    }
    let result = pow(base, exponent)
    if result.isInfinite, base.isFinite, exponent.isFinite {
        throw Failure(.operation, "(34, 'Numerical result out of range')")
    }
    return result
}
