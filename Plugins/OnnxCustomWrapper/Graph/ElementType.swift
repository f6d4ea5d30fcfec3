import COnnxRuntime
import FlavorKit

/// The element types of ONNX's tensors, by the runtime's numbers.
struct ElementType: Hashable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    static let string = ElementType(Int32(ORT_ELEMENT_STRING))

    /// The first number that ONNX's files have for another type than the runtime has.
    static let firstOwnNumber: Int32 = 24

    /// The numbers of the numeric types; those of four and two bits are packed as ours are, the first in the low bits.
    private static let types: [(number: Int32, type: DType)] = [
        (1, .float32), (2, .uint8), (3, .int8), (4, .uint16), (5, .int16), (6, .int32), (7, .int64), (9, .bool),
        (10, .float16), (11, .float64), (12, .uint32), (13, .uint64), (14, .complex64), (15, .complex128),
        (16, .bfloat16), (17, .float8e4m3fn), (18, .float8e4m3fnuz), (19, .float8e5m2), (20, .float8e5m2fnuz),
        (21, .uint4), (22, .int4), (23, .float4e2m1fn), (24, .uint2), (25, .int2), (26, .float8e8m0fnu),
    ]

    init?(_ type: DType) {
        guard let known = Self.types.first(where: { $0.type == type }) else { return nil }
        number = known.number
    }

    /// The type of numbers; nil for strings and types that are not known here.
    var dtype: DType? { Self.types.first { $0.number == number }?.type }

    /// What messages call it.
    var name: String { self == .string ? "string" : dtype?.description ?? "ONNX's type \(number)" }

    /// numpy's name, where numpy itself has the type.
    var numpyType: NumpyType? { self == .string ? NumpyType("object") : NumpyType(name) }
}
