import FlavorKit

/// Conversions between numbers that keep the value; only floating-point types round.
struct NumericConversion {
    private let rules: RuleSet
    private let roundsIntegers: Bool

    /// - Parameter roundsIntegers: Whether an integer is rounded to the nearest number that a floating-point type has, as
    ///   MLflow's server does; elsewhere it has to be one.
    init(_ rules: RuleSet, roundsIntegers: Bool = false) {
        self.rules = rules
        self.roundsIntegers = roundsIntegers
    }

    /// The integer that a number is; nil for a fraction, a number that is not finite, and other values.
    func integer(_ value: Value) -> Int64? {
        switch value {
        case .int(let number): number
        case .double(let number): rules.has(.wholeNumbersAreIntegers) ? Int64(exactly: number) : nil
        default: nil
        }
    }

    /// An integer in an integer type, where it fits.
    func fitted(_ number: Int64, to type: DataType) -> Value? {
        guard type == .integer else { return .int(number) }
        guard rules.has(.integersAreNarrowed) else { return nil }
        return rules.has(.integersFit) && Int32(exactly: number) == nil ? nil : .int(number)
    }

    /// A number in a floating-point type.
    func number(_ value: Value, _ type: DataType) -> Value? {
        switch value {
        case .double(let number): rounded(number, to: type)
        case .int(let number):
            rules.has(.integersAreNumbers) ? nearest(number, type).map(Value.double) : nil
        default: nil
        }
    }

    /// A number rounded to a floating-point type, unless it becomes infinite or zero.
    func rounded(_ number: Double, to type: DataType) -> Value? {
        guard type == .float else { return .double(number) }
        guard rules.has(.numbersAreRoundedToFloat) else { return nil }
        let rounded = Float(number)
        guard rounded.isFinite == number.isFinite, (rounded == 0) == (number == 0) else { return nil }
        return .double(Double(rounded))
    }

    private func nearest(_ number: Int64, _ type: DataType) -> Double? {
        if roundsIntegers, rules.has(.integersAreRounded) {
            return type == .float ? Double(Float(number)) : Double(number)
        }
        return type == .float ? Float(exactly: number).map(Double.init) : Double(exactly: number)
    }
}
