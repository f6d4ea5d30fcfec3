import Glibc

extension Filters {
    static let numberFilters: [String: Filter] = [
        "abs": { (value, arguments, state) throws(Failure) in
            _ = try arguments.bindPositional("abs", 0...0)
            if case .undefined(let undefined) = value { throw undefined.failure }
            switch Number(value) {
            case .integer(let value)?: return value < 0 ? try state.negate(.integer(value)) : .integer(value)
            case .big(let value)?: return .bigInteger(value.isNegative ? value.negated : value)
            case .double(let value)?: return .double(value.magnitude)
            case nil: throw Failure(.operation, "bad operand type for abs(): '\(value.typeName)'")
            }
        },
        "int": { (value, arguments, _) throws(Failure) in
            let values = try arguments.bind("int", ["default", "base"])
            return try integer(value, base: try StringMethods.integer(values[1], 10)) ?? values[0] ?? .integer(0)
        },
        "float": { (value, arguments, _) throws(Failure) in
            let fallback = try arguments.bind("float", ["default"])[0] ?? .double(0)
            if case .undefined(let undefined) = value { throw undefined.failure }
            return double(value).map(Value.double) ?? fallback
        },
        "round": { (value, arguments, state) throws(Failure) in
            let values = try arguments.bind("round", ["precision", "method"])
            let method = values[1] ?? .string("common")
            guard let name = method.text, ["common", "ceil", "floor"].contains(name) else {
                throw Failure(.operation, "method must be common, ceil or floor")
            }
            if case .undefined(let undefined) = value { throw undefined.failure }
            guard let number = Number(value) else {
                throw Failure(.operation, "type \(value.typeName) doesn't define __round__ method")
            }
            if name == "common" { return try rounded(number, digits: try StringMethods.integer(values[0], 0)) }
            let power = try state.operate(.power, .integer(10), values[0] ?? .integer(0))
            let scaled = try state.operate(.multiply, value, power)
            return try state.operate(.divide, try whole(scaled, up: name == "ceil"), power)
        },
        "filesizeformat": { (value, arguments, state) throws(Failure) in
            let isBinary = try arguments.bind("filesizeformat", ["binary"])[0]?.isTruthy ?? false
            if case .undefined(let undefined) = value { throw undefined.failure }
            guard let bytes = double(value) else {
                throw Failure(.operation, "could not convert \(value.typeName) to float")
            }
            return .string(try fileSize(bytes, isBinary: isBinary))
        },
    ]

    /// The value as Python's `int` takes it, or nil when it does not.
    private static func integer(_ value: Value, base: Int) throws(Failure) -> Value? {
        if case .undefined(let undefined) = value { throw undefined.failure }
        if let text = value.text {
            if let integer = NumberText.integer(text, base: base) { return try .integer(integer) }
            guard let double = FloatText.parse(text), double.isFinite else { return nil }
            return try .integer(BigInteger(truncating: double))
        }
        guard let number = Number(value) else { return nil }
        if let integer = number.big { return try .integer(integer) }
        if number.double.isInfinite { throw Failure(.operation, "cannot convert float infinity to integer") }
        return number.double.isNaN ? nil : try .integer(BigInteger(truncating: number.double))
    }

    private static func double(_ value: Value) -> Double? {
        if let text = value.text { return FloatText.parse(text) }
        return Number(value)?.double
    }

    private static func rounded(_ number: Number, digits: Int) throws(Failure) -> Value {
        guard let integer = number.big else {
            let result = FloatText.round(number.double, digits: digits)
            if result.isInfinite, number.double.isFinite {
                throw Failure(.operation, "rounded value too large to represent")
            }
            return .double(result)
        }
        if digits >= 0 { return try .integer(integer) }
        guard digits > -5_000 else { return .integer(0) }
        var power = BigInteger(1)
        for _ in 0..<(-digits) { power = power * BigInteger(10) }
        let (quotient, remainder) = integer.dividedDown(by: power)
        let isOdd = (quotient.magnitude.first ?? 0) & 1 == 1
        let half = BigInteger.compare(remainder + remainder, power)
        let roundsUp = half == .greater || half == .equal && isOdd
        return try .integer((roundsUp ? quotient + BigInteger(1) : quotient) * power)
    }

    private static func whole(_ value: Value, up: Bool) throws(Failure) -> Value {
        guard case .double(let double) = value else { return value }
        guard double.isFinite else { throw Failure(.operation, "cannot convert float infinity or NaN to integer") }
        return try .integer(BigInteger(truncating: double.rounded(up ? .up : .down)))
    }

    private static func fileSize(_ bytes: Double, isBinary: Bool) throws(Failure) -> String {
        if bytes == 1 { return "1 Byte" }
        let base: Double = isBinary ? 1024 : 1000
        if bytes < base {
            guard bytes.isFinite else { throw Failure(.operation, "cannot convert float infinity to integer") }
            return "\(BigInteger(truncating: bytes)) Bytes"
        }
        let prefixes =
            isBinary
            ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
            : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
        for (index, prefix) in prefixes.enumerated() {
            let unit = pow(base, Double(index + 2))
            if bytes < unit || index == prefixes.count - 1 {
                return FloatText.write(base * bytes / unit, "f", precision: 1) + " " + prefix
            }
        }
        return ""
    }
}
