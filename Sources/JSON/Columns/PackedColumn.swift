/// The cells of a column while they are all of one kind, or null, packed as they are read.
///
/// Integers and doubles go together as doubles when every integer among them is one exactly.
package final class PackedColumn {
    /// What the cells are.
    package enum Kind: Sendable {
        /// No cell but null so far.
        case nothing
        case booleans
        case integers
        case doubles
        case strings
        /// Cells of several kinds, which no longer fit here.
        case mixed
    }

    package var kind: Kind { state.pointee.kind }
    /// How many cells there are.
    package var count: Int { state.pointee.count }
    /// Texts, nil where null; empty when the cells are of another kind.
    package var strings: [String?] { state.pointee.strings }
    /// What changes, in memory of its own: access to a class's variables would be checked for each cell.
    private let state: UnsafeMutablePointer<State>
    /// Whether integers beside doubles become doubles; where not, such cells are of several kinds.
    private let joinsNumbers: Bool

    private struct State {
        var kind = Kind.nothing
        var count = 0
        var strings: [String?] = []
        /// The bits of integers and doubles, 0 or 1 for booleans; 0 where null.
        var words = PackedColumn.memory(for: 0)
        var capacity = 0
        /// Where the nulls are; empty while there is none.
        var nulls = BitList()
        /// Where doubles were written as integers; empty while there is none.
        var integers = BitList()
    }

    /// The largest integer below which every one is a double.
    private static let exactLimit: UInt64 = 1 << 53

    /// Creates a column without cells.
    package init(joinsNumbers: Bool = true) {
        self.joinsNumbers = joinsNumbers
        state = .allocate(capacity: 1)
        state.initialize(to: State())
    }

    deinit {
        UnsafeMutableRawPointer(state.pointee.words).deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
    }

    // MARK: Cells

    /// Appends null.
    package func appendNull() { appendNulls(1) }

    /// Appends nulls.
    package func appendNulls(_ number: Int) {
        guard number > 0 else { return }
        switch kind {
        case .strings: state.pointee.strings.append(contentsOf: repeatElement(nil, count: number))
        case .nothing, .mixed: break
        case .booleans, .integers, .doubles:
            reserve(count + number)
            (state.pointee.words + count).update(repeating: 0, count: number)
            state.pointee.nulls.set(count..<count + number)
        }
        state.pointee.count += number
    }

    /// Appends true or false; returns false when the column is of another kind.
    package func append(_ value: Bool) -> Bool {
        guard kind == .booleans || begin(.booleans) else { return false }
        appendWord(value ? 1 : 0)
        return true
    }

    /// Appends an integer; returns false when the column is of another kind or would change the integer.
    @inline(__always)
    package func append(_ value: Int64) -> Bool {
        if kind == .integers {
            appendWord(UInt64(bitPattern: value))
            return true
        }
        return appendFirst(value)
    }

    private func appendFirst(_ value: Int64) -> Bool {
        if kind == .doubles {
            guard joinsNumbers, value.magnitude <= Self.exactLimit else { return false }
            state.pointee.integers.set(count..<count + 1)
            appendWord(Double(value).bitPattern)
            return true
        }
        guard begin(.integers) else { return false }
        appendWord(UInt64(bitPattern: value))
        return true
    }

    /// Appends a double; returns false when the column is of another kind or has an integer that is no double.
    @inline(__always)
    package func append(_ value: Double) -> Bool {
        guard kind == .doubles || becomeDoubles() else { return false }
        appendWord(value.bitPattern)
        return true
    }

    private func becomeDoubles() -> Bool {
        guard kind == .integers else { return begin(.doubles) }
        guard joinsNumbers else { return false }
        for index in 0..<count where Int64(bitPattern: state.pointee.words[index]).magnitude > Self.exactLimit {
            return false
        }
        for index in 0..<count {
            state.pointee.words[index] = Double(Int64(bitPattern: state.pointee.words[index])).bitPattern
        }
        state.pointee.integers.set(0..<count)
        state.pointee.kind = .doubles
        return true
    }

    /// Appends a text; returns false when the column is of another kind.
    @inline(__always)
    package func append(_ value: String) -> Bool {
        guard kind == .strings || begin(.strings) else { return false }
        state.pointee.strings.append(value)
        state.pointee.count += 1
        return true
    }

    /// Appends the cells of another column; returns false when they are of another kind.
    package func append(contentsOf other: PackedColumn) -> Bool {
        if other.kind == .nothing {
            appendNulls(other.count)
            return kind != .mixed
        }
        guard other.kind != .mixed, kind == other.kind || begin(other.kind) else { return false }
        if kind == .strings {
            state.pointee.strings.append(contentsOf: other.state.pointee.strings)
        } else {
            reserve(count + other.count)
            (state.pointee.words + count).update(from: other.state.pointee.words, count: other.count)
            state.pointee.nulls.set(other.state.pointee.nulls, from: count)
            state.pointee.integers.set(other.state.pointee.integers, from: count)
        }
        state.pointee.count += other.count
        return true
    }

    /// Takes the last cell away.
    package func removeLast() {
        guard count > 0 else { return }
        state.pointee.count -= 1
        state.pointee.nulls.clear(count)
        state.pointee.integers.clear(count)
        if kind == .strings { state.pointee.strings.removeLast() }
    }

    /// Lets go of the cells: from here on no cell is taken.
    package func close() {
        state.pointee.kind = .mixed
        state.pointee.strings = []
        UnsafeMutableRawPointer(takeWords()).deallocate()
    }

    /// Hands over the bits of all cells of a column of booleans, integers or doubles, and lets go of the cells.
    ///
    /// - Returns: Memory that is aligned to 64 bytes and that the caller deallocates.
    package func takeWords() -> UnsafeMutablePointer<UInt64> {
        let words = state.pointee.words
        state.pointee.words = Self.memory(for: 0)
        state.pointee.capacity = 0
        state.pointee.kind = .mixed
        return words
    }

    private static func memory(for count: Int) -> UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<UInt64>.size, alignment: 64)
            .bindMemory(to: UInt64.self, capacity: count)
    }

    @inline(__always)
    private func appendWord(_ word: UInt64) {
        if count == state.pointee.capacity { reserve(count + 1) }
        state.pointee.words[count] = word
        state.pointee.count += 1
    }

    /// Turns a column of nulls into one of a kind.
    private func begin(_ kind: Kind) -> Bool {
        guard self.kind == .nothing else { return false }
        state.pointee.kind = kind
        let nullCount = count
        state.pointee.count = 0
        appendNulls(nullCount)
        return true
    }

    private func reserve(_ needed: Int) {
        guard needed > state.pointee.capacity else { return }
        let larger = max(needed, state.pointee.capacity * 2, 16)
        let memory = Self.memory(for: larger)
        memory.update(from: state.pointee.words, count: count)
        UnsafeMutableRawPointer(state.pointee.words).deallocate()
        state.pointee.words = memory
        state.pointee.capacity = larger
    }

    /// Makes room for cells to come, once it is known what they are.
    package func reserveCapacity(_ count: Int) {
        switch kind {
        case .strings: state.pointee.strings.reserveCapacity(count)
        case .booleans, .integers, .doubles: reserve(count)
        case .nothing, .mixed: break
        }
    }

    // MARK: What was read

    /// Whether a cell is null.
    package func isNull(at index: Int) -> Bool {
        switch kind {
        case .strings: state.pointee.strings[index] == nil
        case .nothing, .mixed: true
        case .booleans, .integers, .doubles: state.pointee.nulls[index]
        }
    }

    /// Whether a cell of a column of doubles was written as an integer.
    package func isInteger(at index: Int) -> Bool { state.pointee.integers[index] }

    /// The bits of a cell of a column of booleans, integers or doubles.
    package func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count && kind != .strings && kind != .nothing && kind != .mixed)
        return state.pointee.words[index]
    }

    /// A bit for each cell, 1 where it is not null; nil when none is.
    package var validity: [UInt8]? { state.pointee.nulls.isEmpty ? nil : state.pointee.nulls.inverted(count: count) }
}
