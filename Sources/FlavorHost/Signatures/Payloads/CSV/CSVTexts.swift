import JSON

/// The texts of a column while its rows are read, nil where null.
///
/// The parts of a column write into one memory, as those of `PackedColumn` do.
final class CSVTexts {
    /// Memory for texts.
    final class Memory: @unchecked Sendable {
        let items: UnsafeMutablePointer<String?>
        let capacity: Int

        init(capacity: Int) {
            items = LargeMemory.allocate(byteCount: capacity * MemoryLayout<String?>.stride)
                .bindMemory(to: String?.self, capacity: capacity)
            self.capacity = capacity
        }

        deinit { UnsafeMutableRawPointer(items).deallocate() }
    }

    /// What changes, in memory of its own: access to a class's variables would be checked for each cell.
    private let state = UnsafeMutablePointer<State>.allocate(capacity: 1)

    private struct State {
        var items: UnsafeMutablePointer<String?>
        var capacity: Int
        var count = 0
        /// What the items lie in.
        var memory: Memory
    }

    /// Creates a column that has its texts in a range of memory, of which others use the rest, as long as they fit.
    init(in memory: Memory, range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= memory.capacity)
        state.initialize(to: State(items: memory.items + range.lowerBound, capacity: range.count, memory: memory))
    }

    deinit {
        state.pointee.items.deinitialize(count: count)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    var count: Int { state.pointee.count }

    /// Whether there is nothing but null.
    var isNull: Bool { items.allSatisfy { $0 == nil } }

    /// The texts, as long as the column is there and does not change.
    var items: UnsafeBufferPointer<String?> { UnsafeBufferPointer(start: state.pointee.items, count: count) }

    @inline(__always)
    func append(_ text: String?) {
        if state.pointee.count == state.pointee.capacity { grow(to: count + 1) }
        (state.pointee.items + state.pointee.count).initialize(to: text)
        state.pointee.count += 1
    }

    private func grow(to needed: Int) {
        guard needed > state.pointee.capacity else { return }
        let memory = Memory(capacity: max(needed, state.pointee.capacity * 2, 16))
        memory.items.moveInitialize(from: state.pointee.items, count: count)
        state.pointee.items = memory.items
        state.pointee.capacity = memory.capacity
        state.pointee.memory = memory
    }

    /// Takes the texts of another column, which has none from here on.
    ///
    /// Where they lie in the same memory behind this one's they are moved there, unless they are in their place.
    func append(movingFrom other: CSVTexts) {
        let source = other.state.pointee.items
        if other.state.pointee.memory === state.pointee.memory, source >= state.pointee.items + count {
            state.pointee.capacity = source + other.state.pointee.capacity - state.pointee.items
        } else {
            grow(to: count + other.count)
        }
        let target = state.pointee.items + count
        if target != source { target.moveInitialize(from: source, count: other.count) }
        state.pointee.count += other.count
        other.state.pointee.count = 0
    }

    /// Hands over the texts.
    func takeItems() -> [String?] {
        let count = count
        return [String?](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            LargeMemory.preferLargePages(UnsafeMutableRawBufferPointer(buffer))
            if let target = buffer.baseAddress { Move(source: state.pointee.items, target: target, count: count).run() }
            state.pointee.count = 0
            initializedCount = count
        }
    }

    /// Texts that move, many of them in pieces at the same time.
    private struct Move: @unchecked Sendable {
        let source: UnsafeMutablePointer<String?>
        let target: UnsafeMutablePointer<String?>
        let count: Int

        private static let leastCount = 1 << 17

        func run() {
            let pieces = min(max(count / Self.leastCount, 1), LinuxCalls.processorCount)
            ParallelWork.run(pieces) { number in
                let (start, end) = (count * number / pieces, count * (number + 1) / pieces)
                (target + start).moveInitialize(from: source + start, count: end - start)
            }
        }
    }
}
