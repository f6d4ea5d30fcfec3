import CFlavor
import Glibc
import Synchronization

/// Memory that the host lends to plug-ins, counted by references.
///
/// The counts are kept apart from the memory, so that a plug-in that gives back what it does not have, or names memory that
/// is not the host's, is found out.
enum HostBuffer {
    /// References by the address of the header's struct.
    private static let counts = Mutex<[UInt: Int]>([:])

    /// Allocates zeros; the caller owns one reference.
    ///
    /// Nil when there is no memory or the alignment is impossible.
    static func allocate(size: UInt64, alignment: UInt64) -> UnsafePointer<flavor_buffer>? {
        let alignment = alignment == 0 ? 64 : alignment
        guard size < UInt64(Int.max) - 4096, alignment <= 4096, alignment & (alignment - 1) == 0 else { return nil }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, max(Int(alignment), 8), max(Int(size), 1)) == 0, let memory else { return nil }
        memset(memory, 0, Int(size))
        let buffer = UnsafeMutablePointer<flavor_buffer>.allocate(capacity: 1)
        buffer.initialize(to: flavor_buffer(data: memory, size: size))
        counts.withLock { $0[UInt(bitPattern: buffer)] = 1 }
        return UnsafePointer(buffer)
    }

    /// Takes one more reference; false when the buffer is not one of the host's.
    @discardableResult
    static func retain(_ buffer: UnsafePointer<flavor_buffer>) -> Bool {
        counts.withLock { counts in
            guard let count = counts[UInt(bitPattern: buffer)] else { return false }
            counts[UInt(bitPattern: buffer)] = count + 1
            return true
        }
    }

    /// Gives a reference back; with the last one the memory goes.
    static func release(_ buffer: UnsafePointer<flavor_buffer>) {
        let wasLast = counts.withLock { counts in
            guard let count = counts[UInt(bitPattern: buffer)] else { return false }
            counts[UInt(bitPattern: buffer)] = count > 1 ? count - 1 : nil
            return count == 1
        }
        guard wasLast else { return }
        free(buffer.pointee.data)
        buffer.deallocate()
    }
}
