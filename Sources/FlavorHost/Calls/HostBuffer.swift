import CFlavor
import Glibc

/// Memory that the host lends to plug-ins, counted by references.
///
/// The C side sees a `flavor_buffer`; the reference to this object lies right behind it.
final class HostBuffer {
    private let block: UnsafeMutableRawPointer
    private let data: UnsafeMutableRawPointer

    /// Where a buffer's own reference lies, behind the header's struct.
    private static let referenceOffset = MemoryLayout<flavor_buffer>.size

    private init?(size: UInt64, alignment: UInt64) {
        let alignment = alignment == 0 ? 64 : alignment
        guard size < UInt64(Int.max) - 4096, alignment <= 4096, alignment & (alignment - 1) == 0 else { return nil }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, max(Int(alignment), 8), max(Int(size), 1)) == 0, let memory else { return nil }
        memset(memory, 0, Int(size))
        data = memory
        block = .allocate(byteCount: Self.referenceOffset + MemoryLayout<UnsafeRawPointer>.size, alignment: 8)
        block.initializeMemory(as: flavor_buffer.self, to: flavor_buffer(data: data, size: size))
    }

    deinit {
        free(data)
        block.deallocate()
    }

    /// Allocates zeros; the caller owns one reference. Nil when there is no memory or the alignment is impossible.
    static func allocate(size: UInt64, alignment: UInt64) -> UnsafePointer<flavor_buffer>? {
        guard let buffer = HostBuffer(size: size, alignment: alignment) else { return nil }
        let reference = Unmanaged.passRetained(buffer).toOpaque()
        buffer.block.storeBytes(of: reference, toByteOffset: referenceOffset, as: UnsafeMutableRawPointer.self)
        return UnsafePointer(buffer.block.assumingMemoryBound(to: flavor_buffer.self))
    }

    static func retain(_ buffer: UnsafePointer<flavor_buffer>) { _ = reference(buffer).retain() }

    static func release(_ buffer: UnsafePointer<flavor_buffer>) { reference(buffer).release() }

    private static func reference(_ buffer: UnsafePointer<flavor_buffer>) -> Unmanaged<HostBuffer> {
        let pointer = UnsafeRawPointer(buffer).load(fromByteOffset: referenceOffset, as: UnsafeRawPointer.self)
        return Unmanaged<HostBuffer>.fromOpaque(pointer)
    }
}
