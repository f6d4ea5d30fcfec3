import FlavorKit
import Testing

@Suite("Element types")
struct DTypeTests {
    @Test("Every type has a name that leads back to it")
    func names() {
        for dtype in TensorRoundTripTests.types {
            #expect(dtype.isKnown)
            #expect(DType(name: dtype.description) == dtype)
        }
        #expect(Set(TensorRoundTripTests.types.map(\.description)).count == TensorRoundTripTests.types.count)
        #expect(DType(name: "float128") == nil)
    }

    @Test("The names are numpy's and ml_dtypes'")
    func peers() {
        #expect(DType(name: "bfloat16") == DType(code: 4, bits: 16))
        #expect(DType(name: "float8_e4m3fn") == DType(code: 10, bits: 8))
        #expect(DType(name: "complex64") == DType(code: 5, bits: 64))
        #expect(DType(name: "int4") == DType(code: 0, bits: 4))
    }

    @Test("An unknown type is described by code and width")
    func unknown() {
        let dtype = DType(code: 77, bits: 3)
        #expect(!dtype.isKnown)
        #expect(dtype.description == "type 77 of 3 bits")
    }

    @Test("Sizes are exact, and nil where they would overflow")
    func sizes() {
        #expect(DType.elementCount([]) == 1)
        #expect(DType.elementCount([0, 5, 7]) == 0)
        #expect(DType.elementCount([0, .max, .max]) == nil)
        #expect(DType.elementCount([.max, .max]) == nil)
        #expect(DType.elementCount([3, -1]) == nil)
        #expect(DType.int4.byteCount(shape: [3]) == 2)
        #expect(DType.int8.byteCount(shape: [.max / 8]) == .max / 8)
        #expect(DType.int8.byteCount(shape: [.max]) == nil)
        #expect(DType.float64.byteCount(shape: [1 << 58]) == nil)
    }
}
