/// The type of a tensor's elements, by DLPack's code and width.
public struct DType: Sendable, Hashable, CustomStringConvertible {
    /// DLPack's type code.
    public let code: UInt8
    /// The width of one element in bits; elements narrower than a byte are packed, the first in the low bits.
    public let bits: UInt8

    /// Creates an element type; see the constants for the known ones.
    public init(code: UInt8, bits: UInt8) {
        self.code = code
        self.bits = bits
    }

    public static let bool = DType(code: 6, bits: 8)
    public static let int2 = DType(code: 0, bits: 2)
    public static let int4 = DType(code: 0, bits: 4)
    public static let int8 = DType(code: 0, bits: 8)
    public static let int16 = DType(code: 0, bits: 16)
    public static let int32 = DType(code: 0, bits: 32)
    public static let int64 = DType(code: 0, bits: 64)
    public static let uint2 = DType(code: 1, bits: 2)
    public static let uint4 = DType(code: 1, bits: 4)
    public static let uint8 = DType(code: 1, bits: 8)
    public static let uint16 = DType(code: 1, bits: 16)
    public static let uint32 = DType(code: 1, bits: 32)
    public static let uint64 = DType(code: 1, bits: 64)
    public static let float16 = DType(code: 2, bits: 16)
    public static let float32 = DType(code: 2, bits: 32)
    public static let float64 = DType(code: 2, bits: 64)
    public static let bfloat16 = DType(code: 4, bits: 16)
    public static let complex64 = DType(code: 5, bits: 64)
    public static let complex128 = DType(code: 5, bits: 128)
    public static let float8e3m4 = DType(code: 7, bits: 8)
    public static let float8e4m3 = DType(code: 8, bits: 8)
    public static let float8e4m3b11fnuz = DType(code: 9, bits: 8)
    public static let float8e4m3fn = DType(code: 10, bits: 8)
    public static let float8e4m3fnuz = DType(code: 11, bits: 8)
    public static let float8e5m2 = DType(code: 12, bits: 8)
    public static let float8e5m2fnuz = DType(code: 13, bits: 8)
    public static let float8e8m0fnu = DType(code: 14, bits: 8)
    public static let float6e2m3fn = DType(code: 15, bits: 6)
    public static let float6e3m2fn = DType(code: 16, bits: 6)
    public static let float4e2m1fn = DType(code: 17, bits: 4)

    /// Every known type with the name that numpy, or its extension ml_dtypes, gives it.
    static let names: [(type: DType, name: String)] = [
        (.bool, "bool"),
        (.int2, "int2"), (.int4, "int4"), (.int8, "int8"), (.int16, "int16"), (.int32, "int32"), (.int64, "int64"),
        (.uint2, "uint2"), (.uint4, "uint4"), (.uint8, "uint8"), (.uint16, "uint16"), (.uint32, "uint32"),
        (.uint64, "uint64"),
        (.float16, "float16"), (.float32, "float32"), (.float64, "float64"), (.bfloat16, "bfloat16"),
        (.complex64, "complex64"), (.complex128, "complex128"),
        (.float8e3m4, "float8_e3m4"), (.float8e4m3, "float8_e4m3"), (.float8e4m3b11fnuz, "float8_e4m3b11fnuz"),
        (.float8e4m3fn, "float8_e4m3fn"), (.float8e4m3fnuz, "float8_e4m3fnuz"), (.float8e5m2, "float8_e5m2"),
        (.float8e5m2fnuz, "float8_e5m2fnuz"), (.float8e8m0fnu, "float8_e8m0fnu"),
        (.float6e2m3fn, "float6_e2m3fn"), (.float6e3m2fn, "float6_e3m2fn"), (.float4e2m1fn, "float4_e2m1fn"),
    ]

    /// The type with one of numpy's or ml_dtypes' names.
    public init?(name: String) {
        guard let found = DType.names.first(where: { $0.name == name }) else { return nil }
        self = found.type
    }

    /// Whether this is one of the constants.
    public var isKnown: Bool { DType.known[Int(code) << 8 | Int(bits)] }

    /// The known types by code and width: every tensor that crosses is looked up.
    private static let known: [Bool] = {
        var known = [Bool](repeating: false, count: 1 << 16)
        for (type, _) in names { known[Int(type.code) << 8 | Int(type.bits)] = true }
        return known
    }()

    /// The numpy name, or the code and width of an unknown type.
    public var description: String {
        DType.names.first { $0.type == self }?.name ?? "type \(code) of \(bits) bits"
    }

    /// How many bytes a row-major tensor takes, or nil when the shape is negative or the product overflows.
    @inlinable
    public func byteCount(shape: some Collection<Int>) -> Int? {
        DType.elementCount(shape).flatMap(byteCount(elements:))
    }

    /// How many bytes a number of elements takes, or nil when that overflows.
    @inlinable
    func byteCount(elements count: Int) -> Int? {
        let (bits, overflow) = count.multipliedReportingOverflow(by: Int(self.bits))
        return overflow || bits > Int.max - 7 ? nil : (bits + 7) / 8
    }

    /// The product of a shape's extents, or nil when one is negative or the product of those above zero overflows.
    @inlinable
    public static func elementCount(_ shape: some Collection<Int>) -> Int? {
        var count = 1
        var isEmpty = false
        for extent in shape {
            if extent <= 0 {
                if extent < 0 { return nil }
                isEmpty = true
                continue
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            count = product
        }
        return isEmpty ? 0 : count
    }
}

/// A Swift type that tensors can hold as elements.
public protocol TensorElement: BitwiseCopyable, Sendable {
    static var dtype: DType { get }
}

extension Int8: TensorElement { public static var dtype: DType { .int8 } }
extension Int16: TensorElement { public static var dtype: DType { .int16 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension UInt8: TensorElement { public static var dtype: DType { .uint8 } }
extension UInt16: TensorElement { public static var dtype: DType { .uint16 } }
extension UInt32: TensorElement { public static var dtype: DType { .uint32 } }
extension UInt64: TensorElement { public static var dtype: DType { .uint64 } }
extension Float16: TensorElement { public static var dtype: DType { .float16 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }
extension Bool: TensorElement { public static var dtype: DType { .bool } }
