/// Numbers as the peer's JSON reader rounds them.
///
/// It multiplies or divides the digits, as a 64-bit integer made a double, by a power of ten. For numbers of 16 digits and more that is
/// now and then the neighbour of the nearest double, and scores that tie in one reading do not in the other.
enum SerdeFloat {
    /// The value that the peer has for a number that was written with as few digits as it takes to tell it from others.
    static func value(of number: Double) -> Double {
        var digits: UInt64 = 0
        var exponent = 0
        var isFraction = false
        let text = Array(number.magnitude.description.utf8)
        var index = 0
        while index < text.count, text[index] != UInt8(ascii: "e") {
            if text[index] == UInt8(ascii: ".") {
                isFraction = true
            } else {
                digits = digits &* 10 &+ UInt64(text[index] &- UInt8(ascii: "0"))
                if isFraction { exponent -= 1 }
            }
            index += 1
        }
        if index < text.count { exponent += Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0 }
        var value = Double(digits)
        while exponent < -308 {
            value /= 1e308
            exponent += 308
        }
        value = exponent < 0 ? value / powerOfTen(-exponent) : value * powerOfTen(exponent)
        return number < 0 ? -value : value
    }

    private static func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .infinity }
}
