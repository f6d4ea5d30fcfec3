/// Floating-point numbers as Python prints them.
package enum PythonFloat {
    /// Appends the shortest text that reads back as the number, as `json.dumps` writes it.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        guard value.isFinite else {
            bytes.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity").utf8)
            return
        }
        // Swift's description has the same digits, and in this range also the same notation.
        let magnitude = value.magnitude
        if magnitude >= 1e-4 && magnitude < 1e15 || magnitude == 0 {
            bytes.append(contentsOf: value.description.utf8)
            return
        }
        if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
        let (digits, point) = shortestDigits(of: magnitude)
        if point > -4, point <= 16 {
            appendPlain(digits, point: point, to: &bytes)
        } else {
            appendScientific(digits, exponent: point - 1, to: &bytes)
        }
    }

    /// The number as Python's `repr` gives it.
    package static func repr(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The significant digits of a positive number and how many of them stand before the decimal point.
    private static func shortestDigits(of value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var text = value.description.utf8[...]
        while let byte = text.popFirst() {
            switch byte {
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"):
                exponent = Int(Substring(text)) ?? 0
                text = text[text.endIndex...]
            default: digits.append(byte)
            }
        }
        let zero = UInt8(ascii: "0")
        let leadingZeros = digits.prefix { $0 == zero }.count
        let position = (point ?? digits.count) + exponent - leadingZeros
        digits.removeFirst(leadingZeros)
        while digits.last == zero { digits.removeLast() }
        return (digits, position)
    }

    private static func appendPlain(_ digits: [UInt8], point: Int, to bytes: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if point <= 0 { bytes.append(zero) }
        for index in min(point, 0)..<max(digits.count, point + 1) {
            if index == point { bytes.append(UInt8(ascii: ".")) }
            bytes.append(digits.indices.contains(index) ? digits[index] : zero)
        }
    }

    private static func appendScientific(_ digits: [UInt8], exponent: Int, to bytes: inout [UInt8]) {
        for (index, digit) in digits.enumerated() {
            if index == 1 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(digit)
        }
        bytes.append(contentsOf: (exponent < 0 ? "e-" : "e+").utf8)
        if exponent.magnitude < 10 { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: String(exponent.magnitude).utf8)
    }
}
