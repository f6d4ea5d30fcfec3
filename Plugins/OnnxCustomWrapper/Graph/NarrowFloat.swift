import FlavorKit

/// A floating-point type of eight bits: which code a number becomes, as ONNX's Cast does it where nothing else is said.
struct NarrowFloat: Sendable {
    /// What the codes without a sign stand for, in ascending order; beyond the last one numbers become it.
    private let magnitudes: [Double]
    private let notANumber: UInt8
    /// Whether the highest bit is a sign; without one nothing is below the first magnitude.
    private let isSigned: Bool
    /// Whether the sign of a zero is kept.
    private let hasNegativeZero: Bool
    /// Whether a number between two others becomes the larger; else the nearer, of two equally near ones the even.
    private let roundsUp: Bool

    /// The description of a type; nil for one that is none of these.
    init?(_ dtype: DType) {
        guard let known = Self.types[dtype] else { return nil }
        self = known
    }

    private static let types: [DType: NarrowFloat] = [
        .float8e4m3fn: NarrowFloat(fractionBits: 3, bias: 7, last: 0x7E, notANumber: 0x7F),
        .float8e4m3fnuz: NarrowFloat(fractionBits: 3, bias: 8, last: 0x7F, notANumber: 0x80),
        .float8e5m2: NarrowFloat(fractionBits: 2, bias: 15, last: 0x7B, notANumber: 0x7F),
        .float8e5m2fnuz: NarrowFloat(fractionBits: 2, bias: 16, last: 0x7F, notANumber: 0x80),
        .float8e8m0fnu: NarrowFloat(powersFrom: -127, to: 127, notANumber: 0xFF),
    ]

    private init(fractionBits: Int, bias: Int, last: UInt8, notANumber: UInt8) {
        magnitudes = (0...Int(last)).map { code in
            let fraction = Double(code & (1 << fractionBits - 1)) / Double(1 << fractionBits)
            let exponent = code >> fractionBits
            // The lowest exponent has the numbers around zero, at the distance of those above them.
            return exponent == 0
                ? Double(sign: .plus, exponent: 1 - bias, significand: 1) * fraction
                : Double(sign: .plus, exponent: exponent - bias, significand: 1 + fraction)
        }
        self.notANumber = notANumber
        isSigned = true
        // The types without it have their one NaN in its place.
        hasNegativeZero = notANumber != 0x80
        roundsUp = false
    }

    private init(powersFrom first: Int, to last: Int, notANumber: UInt8) {
        magnitudes = (first...last).map { Double(sign: .plus, exponent: $0, significand: 1) }
        self.notANumber = notANumber
        isSigned = false
        hasNegativeZero = false
        roundsUp = true
    }

    /// The code of a number.
    func code(_ number: Double) -> UInt8 {
        if number.isNaN { return notANumber }
        let magnitude = isSigned ? number.magnitude : number
        let code = UInt8(truncatingIfNeeded: index(magnitude))
        let keepsSign = isSigned && number.sign == .minus && (code != 0 || hasNegativeZero)
        return keepsSign ? code | 0x80 : code
    }

    private func index(_ magnitude: Double) -> Int {
        var (low, high) = (0, magnitudes.count - 1)
        if magnitude <= magnitudes[low] { return low }
        if magnitude >= magnitudes[high] { return high }
        while high - low > 1 {
            let middle = (low + high) / 2
            if magnitudes[middle] <= magnitude { low = middle } else { high = middle }
        }
        if magnitude == magnitudes[low] { return low }
        if roundsUp { return high }
        let half = (magnitudes[low] + magnitudes[high]) / 2
        return magnitude < half || magnitude == half && low % 2 == 0 ? low : high
    }
}
