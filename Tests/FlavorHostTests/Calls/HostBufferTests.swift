import CFlavor
import FlavorKit
import Testing

@testable import FlavorHost

@Suite("Host buffers")
struct HostBufferTests {
    @Test(
        "A buffer holds zeros at the alignment asked for",
        arguments: [(0, 64), (8, 8), (64, 64), (4096, 4096)] as [(UInt64, UInt)])
    func alignment(asked: UInt64, given: UInt) throws {
        let buffer = try #require(HostBuffer.allocate(size: 1000, alignment: asked))
        defer { HostBuffer.release(buffer) }
        #expect(UInt(bitPattern: buffer.pointee.data) % given == 0)
        #expect(buffer.pointee.size == 1000)
        #expect(UnsafeRawBufferPointer(start: buffer.pointee.data, count: 1000).allSatisfy { $0 == 0 })
    }

    @Test(
        "An impossible alignment or size gives no buffer",
        arguments: [(8, 3), (8, 8192), (UInt64.max, 64)] as [(UInt64, UInt64)])
    func impossible(size: UInt64, alignment: UInt64) {
        #expect(HostBuffer.allocate(size: size, alignment: alignment) == nil)
    }

    @Test("An emitted tensor in a host buffer is kept without a copy and outlives the plug-in's reference")
    func tensorIsKept() throws {
        let buffer = try #require(HostBuffer.allocate(size: 8, alignment: 0))
        buffer.pointee.data.storeBytes(of: 7 as Int64, as: Int64.self)
        let extents: [Int64] = [1]
        let tensor = try extents.withUnsafeBufferPointer { extents in
            var tensor = flavor_tensor()
            tensor.data = buffer.pointee.data
            tensor.device.type = Int32(FLAVOR_DEVICE_CPU)
            tensor.ndim = 1
            tensor.dtype.code = UInt8(FLAVOR_DTYPE_INT)
            tensor.dtype.bits = 64
            tensor.dtype.lanes = 1
            tensor.shape = extents.baseAddress
            tensor.owner = buffer
            return try withUnsafePointer(to: &tensor) { tensor in
                var value = flavor_value()
                value.kind = UInt32(FLAVOR_KIND_TENSOR)
                value.as.tensor = tensor
                return try withUnsafePointer(to: &value) { try ABI.Decoder.retainingHostBuffers.decode($0) }
            }
        }
        // Were it a copy, this would not show.
        buffer.pointee.data.storeBytes(of: 8 as Int64, as: Int64.self)
        HostBuffer.release(buffer)
        guard case .tensor(let kept) = tensor else {
            Issue.record("expected a tensor, found \(tensor.kindName)")
            return
        }
        #expect(kept.elements(as: Int64.self) == [8])
    }

    @Test("Large tensors are lent to a plug-in, which may keep them without a copy; small ones are not")
    func lending() throws {
        let large = Tensor([Int64](repeating: 3, count: 4096))
        let address = large.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        var kept: Value?
        do {
            let encoder = ABI.Encoder(lender: ABI.Encoder.Lender.hostBuffers)
            let value = encoder.encode(["large": .tensor(large), "small": .tensor(Tensor([Int64(3)]))])
            kept = try ABI.Decoder.retainingHostBuffers.decode(value)
            withExtendedLifetime(encoder) {}
        }
        // The encoder has given its references back; what was kept lives on.
        guard case .tensor(let found)? = kept?["large"], case .tensor(let small)? = kept?["small"] else {
            Issue.record("no tensors")
            return
        }
        #expect(found == large)
        #expect(found.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } == address)
        #expect(small.elements(as: Int64.self) == [3])
    }

    @Test("A lent buffer keeps its bytes alive until the last reference")
    func lentBytes() throws {
        weak var storage: TensorStorage?
        let buffer: UnsafePointer<flavor_buffer> = {
            let made = TensorStorage(byteCount: 16) { $0.copyBytes(from: [UInt8](repeating: 9, count: 16)) }
            storage = made
            return HostBuffer.lend(made)
        }()
        #expect(storage != nil)
        #expect(buffer.pointee.size == 16)
        #expect(UnsafeRawBufferPointer(start: buffer.pointee.data, count: 16).allSatisfy { $0 == 9 })
        HostBuffer.retain(buffer)
        HostBuffer.release(buffer)
        #expect(storage != nil)
        HostBuffer.release(buffer)
        #expect(storage == nil)
        #expect(!HostBuffer.retain(buffer))
    }
}
