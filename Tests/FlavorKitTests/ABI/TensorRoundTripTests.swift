import CFlavor
import FlavorKit
import Testing

@Suite("Tensors go through the header and come back")
struct TensorRoundTripTests {
    static let types: [DType] = [
        .bool, .int2, .int4, .int8, .int16, .int32, .int64, .uint2, .uint4, .uint8, .uint16, .uint32, .uint64,
        .float16, .float32, .float64, .bfloat16, .complex64, .complex128, .float8e3m4, .float8e4m3,
        .float8e4m3b11fnuz, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .float8e8m0fnu,
        .float6e2m3fn, .float6e3m2fn, .float4e2m1fn,
    ]
    static let shapes: [[Int]] = [
        [], [0], [1], [7], [3, 5], [2, 0, 3], [2, 3, 4], [1, 1, 1, 5], [Int](repeating: 1, count: 32),
    ]

    static func storage(_ byteCount: Int) -> TensorStorage {
        TensorStorage(byteCount: byteCount) { bytes in
            for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 11) }
        }
    }

    static func bitmap(_ count: Int) -> [UInt8] {
        (0..<(count + 7) / 8).map { UInt8(truncatingIfNeeded: $0 &* 91 &+ 0x5A) }
    }

    @Test("Every type in every shape, with and without nulls", arguments: types)
    func everyType(dtype: DType) throws {
        for shape in Self.shapes {
            let count = try #require(DType.elementCount(shape))
            let byteCount = try #require(dtype.byteCount(shape: shape))
            #expect(byteCount == (count * Int(dtype.bits) + 7) / 8)
            for validity in [nil, Self.bitmap(count)] {
                let tensor = try Tensor(
                    dtype: dtype, shape: shape, storage: Self.storage(byteCount), validity: validity)
                guard case .tensor(let result) = try roundTrip(.tensor(tensor)) else {
                    Issue.record("another kind")
                    continue
                }
                #expect(result == tensor, "\(dtype) \(shape)")
                #expect(result.byteCount == byteCount)
            }
        }
    }

    @Test("A tensor that begins within its storage")
    func offset() throws {
        let storage = Self.storage(64)
        let tensor = try Tensor(dtype: .int16, shape: [5], storage: storage, byteOffset: 6)
        #expect(try roundTrip(.tensor(tensor)) == .tensor(tensor))
        let expected = (0..<5).map { position in
            let low = UInt16(UInt8(truncatingIfNeeded: (6 + position * 2) * 37 + 11))
            let high = UInt16(UInt8(truncatingIfNeeded: (7 + position * 2) * 37 + 11))
            return Int16(bitPattern: high << 8 | low)
        }
        #expect(tensor.elements(as: Int16.self) == expected)
    }

    @Test("Elements that lie askew in their storage are handed over aligned to their size")
    func misaligned() throws {
        let tensor = try Tensor(dtype: .float64, shape: [3], storage: Self.storage(64), byteOffset: 5)
        let encoder = ABI.Encoder()
        let pointer = encoder.encode(.tensor(tensor))
        try withExtendedLifetime(encoder) {
            let raw = try #require(pointer.pointee.as.tensor?.pointee)
            let data = try #require(raw.data) + Int(raw.byte_offset)
            #expect(UInt(bitPattern: data) % 8 == 0)
            #expect(try ABI.Decoder().decode(pointer) == .tensor(tensor))
        }
    }

    @Test("Times stay times")
    func datetime() throws {
        let storage = Self.storage(16)
        let times = try Tensor(dtype: .int64, shape: [2], storage: storage, isDatetime: true)
        let numbers = try Tensor(dtype: .int64, shape: [2], storage: storage)
        guard case .tensor(let result) = try roundTrip(.tensor(times)) else { return }
        #expect(result.isDatetime)
        #expect(result == times)
        #expect(result != numbers)
    }

    @Test("The plug-in sees read-only elements in place, with a shape and no strides")
    func layout() throws {
        let tensor = Tensor([1, 2, 3, 4] as [Float])
        let encoder = ABI.Encoder()
        let pointer = encoder.encode(.tensor(tensor))
        try withExtendedLifetime((encoder, tensor)) {
            let raw = try #require(pointer.pointee.as.tensor?.pointee)
            #expect(raw.device.type == Int32(FLAVOR_DEVICE_CPU))
            #expect(raw.ndim == 1 && raw.shape?[0] == 4 && raw.strides == nil)
            #expect(raw.dtype.code == UInt8(FLAVOR_DTYPE_FLOAT) && raw.dtype.bits == 32 && raw.dtype.lanes == 1)
            #expect(raw.flags == UInt32(FLAVOR_TENSOR_READ_ONLY) && raw.reserved == 0)
            #expect(raw.owner == nil && raw.validity == nil)
            let data = try #require(raw.data) + Int(raw.byte_offset)
            #expect(UInt(bitPattern: data) % 64 == 0)
            tensor.withUnsafeBytes { #expect($0.baseAddress == UnsafeRawPointer(data)) }
        }
    }
}
