import CFlavor
import FlavorKit
import Glibc
import Synchronization

/// Memory that the host lends to plug-ins, counted by references.
///
/// The counts are kept apart from the memory, so that a plug-in that gives back what it does not have, or names memory that
/// is not the host's, is found out.
enum HostBuffer {
    /// A buffer that lives: its references, and what its bytes belong to where it does not own them.
    private struct Entry {
        var count = 1
        var storage: TensorStorage?

        init(storage: TensorStorage? = nil) { self.storage = storage }
    }

    /// The buffers by the address of the header's struct.
    private static let entries = Mutex<[UInt: Entry]>([:])

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
        entries.withLock { $0[UInt(bitPattern: buffer)] = Entry() }
        return UnsafePointer(buffer)
    }

    /// Makes a buffer of bytes that are there already; the caller owns one reference.
    static func lend(_ storage: TensorStorage) -> UnsafePointer<flavor_buffer> {
        let buffer = UnsafeMutablePointer<flavor_buffer>.allocate(capacity: 1)
        storage.withUnsafeBytes { bytes in
            // Nobody writes what a tensor refers to; the struct has no word for that.
            let data = UnsafeMutableRawPointer(mutating: bytes.baseAddress) ?? UnsafeMutableRawPointer(buffer)
            buffer.initialize(to: flavor_buffer(data: data, size: UInt64(bytes.count)))
        }
        entries.withLock { $0[UInt(bitPattern: buffer)] = Entry(storage: storage) }
        return UnsafePointer(buffer)
    }

    /// Takes one more reference; false when the buffer is not one of the host's.
    @discardableResult
    static func retain(_ buffer: UnsafePointer<flavor_buffer>) -> Bool {
        entries.withLock { entries in
            guard let entry = entries[UInt(bitPattern: buffer)] else { return false }
            entries[UInt(bitPattern: buffer)]?.count = entry.count + 1
            return true
        }
    }

    /// Gives a reference back; with the last one the memory goes.
    static func release(_ buffer: UnsafePointer<flavor_buffer>) {
        let last: Entry? = entries.withLock { entries in
            guard let entry = entries[UInt(bitPattern: buffer)] else { return nil }
            entries[UInt(bitPattern: buffer)]?.count = entry.count - 1
            guard entry.count == 1 else { return nil }
            entries[UInt(bitPattern: buffer)] = nil
            return entry
        }
        guard let last else { return }
        if last.storage == nil { free(buffer.pointee.data) }
        buffer.deallocate()
    }
}
