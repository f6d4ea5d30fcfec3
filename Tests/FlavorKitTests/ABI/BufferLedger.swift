import CFlavor
import FlavorKit
import Synchronization

/// Buffers of a host that counts references, for decoders that keep them.
final class BufferLedger: Sendable {
    private let counts = Mutex<[UInt: Int]>([:])

    /// A buffer with one reference, the caller's; freed with `free`.
    func allocate(byteCount: Int) -> UnsafeMutablePointer<flavor_buffer> {
        let data = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        data.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 1))
        let buffer = UnsafeMutablePointer<flavor_buffer>.allocate(capacity: 1)
        buffer.initialize(to: flavor_buffer(data: data, size: UInt64(byteCount)))
        counts.withLock { $0[UInt(bitPattern: buffer)] = 1 }
        return buffer
    }

    func free(_ buffer: UnsafeMutablePointer<flavor_buffer>) {
        counts.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: buffer)) }
        buffer.pointee.data.deallocate()
        buffer.deallocate()
    }

    func references(to buffer: UnsafePointer<flavor_buffer>) -> Int {
        counts.withLock { $0[UInt(bitPattern: buffer)] ?? 0 }
    }

    /// A decoder that retains what this ledger knows and copies from anything else.
    var decoder: ABI.Decoder {
        ABI.Decoder(retainingBuffers: { [self] buffer in
            let key = UInt(bitPattern: buffer)
            let isKnown = counts.withLock { counts in
                guard let count = counts[key] else { return false }
                counts[key] = count + 1
                return true
            }
            guard isKnown else { return nil }
            return { [self] in counts.withLock { $0[key] = ($0[key] ?? 0) - 1 } }
        })
    }
}
