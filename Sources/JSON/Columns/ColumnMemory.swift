/// Memory for the cells of a column, which columns that are read in parts and then joined may share.
package final class ColumnMemory: @unchecked Sendable {
    let words: UnsafeMutablePointer<UInt64>
    let capacity: Int

    /// Allocates memory for so many cells; it is not initialized.
    package init(capacity: Int) {
        words = LargeMemory.allocate(byteCount: capacity * MemoryLayout<UInt64>.size)
            .bindMemory(to: UInt64.self, capacity: capacity)
        self.capacity = capacity
    }

    deinit { UnsafeMutableRawPointer(words).deallocate() }
}
