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
}
