import Glibc

/// Memory for much that is written once, front to back.
package enum LargeMemory {
    /// From this size on memory is in pages of 2 MiB where the system has them: the first touch of each page of 4 KiB
    /// costs about as much as reading the cells that fill it.
    private static let leastSize = 4 << 20
    private static let pageSize = 2 << 20

    /// Allocates bytes, aligned to 64 at least, which the caller deallocates.
    package static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let alignment = byteCount < leastSize ? 64 : pageSize
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: alignment)
        preferLargePages(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
        return memory
    }

    /// Asks for large pages in memory that nothing has been written to.
    package static func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
        guard memory.count >= leastSize, let base = memory.baseAddress else { return }
        let first = UInt(bitPattern: base).roundedUp(to: UInt(pageSize))
        let end = UInt(bitPattern: base + memory.count) / UInt(pageSize) * UInt(pageSize)
        // A refusal leaves pages of the usual size, which do as well.
        if first < end { madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_HUGEPAGE) }
    }
}

extension UInt {
    fileprivate func roundedUp(to multiple: UInt) -> UInt { (self + multiple - 1) / multiple * multiple }
}
