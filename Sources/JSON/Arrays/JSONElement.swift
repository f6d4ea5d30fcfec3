/// A type into which the elements of a numeric array are converted.
protocol JSONElement: BitwiseCopyable {
    /// The type's name in error messages.
    static var name: String { get }

    /// Reads an element; nil when it was a number that this type cannot hold.
    static func read(from reader: inout JSONReader) throws(JSONError) -> Self?
}

extension JSONElement where Self: FixedWidthInteger {
    static var name: String { "\(isSigned ? "int" : "uint")\(bitWidth)" }

    /// Reads a number that is whole, however it is written, and in range.
    static func read(from reader: inout JSONReader) throws(JSONError) -> Self? {
        switch try reader.readNumber() {
        case .integer(let value): Self(exactly: value)
        case .bigInteger(let digits): Self(digits, radix: 10)
        case .double(let value): Self(exactly: value)
        }
    }
}

extension JSONElement where Self: BinaryFloatingPoint {
    static var name: String { "float\(8 * MemoryLayout<Self>.size)" }

    /// Reads a number and rounds it to the nearest; one that is too large for the type has none.
    static func read(from reader: inout JSONReader) throws(JSONError) -> Self? {
        guard let wide = try reader.readDouble() else { return nil }
        let narrow = Self(wide)
        return narrow.isFinite || !wide.isFinite ? narrow : nil
    }
}

extension Int8: JSONElement {}
extension Int16: JSONElement {}
extension Int32: JSONElement {}
extension Int64: JSONElement {}
extension UInt8: JSONElement {}
extension UInt16: JSONElement {}
extension UInt32: JSONElement {}
extension UInt64: JSONElement {}
extension Float16: JSONElement {}
extension Float: JSONElement {}
extension Double: JSONElement {}

extension Bool: JSONElement {
    static var name: String { "bool" }

    static func read(from reader: inout JSONReader) throws(JSONError) -> Bool? { try reader.readBool() }
}

/// The upper half of a 32-bit float.
struct BFloat16: JSONElement {
    static let name = "bfloat16"

    let bits: UInt16

    /// Rounds to the nearest, ties to even.
    init(_ value: Float) {
        let wide = value.bitPattern
        // A NaN keeps its upper half, but must not round to infinity.
        guard !value.isNaN else {
            bits = UInt16(truncatingIfNeeded: wide >> 16) | 0x40
            return
        }
        bits = UInt16(truncatingIfNeeded: (wide + 0x7FFF + (wide >> 16 & 1)) >> 16)
    }

    static func read(from reader: inout JSONReader) throws(JSONError) -> BFloat16? {
        try Float.read(from: &reader).map { BFloat16($0) }
    }
}
