import Glibc

/// Blocks of memory for what lives about as long as a call.
///
/// Swift's own allocation of raw memory asks the system for an alignment, whatever it is, and that takes several times as
/// long.
package enum RawBlock {
    /// Allocates a block that is aligned to 16 bytes, of a size that something in memory has already.
    package static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        guard let block = allocateIfPossible(byteCount: byteCount) else {
            fatalError("out of memory: \(byteCount) bytes")
        }
        return block
    }

    /// Allocates a block that is aligned to 16 bytes; nil when there is no memory for it.
    package static func allocateIfPossible(byteCount: Int) -> UnsafeMutableRawPointer? { malloc(max(byteCount, 1)) }

    /// Gives a block back, also one of Swift's own allocation.
    package static func deallocate(_ block: UnsafeMutableRawPointer) { free(block) }
}
