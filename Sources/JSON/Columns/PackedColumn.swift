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
        var words: UnsafeMutablePointer<UInt64>
        var capacity: Int
        /// What the words lie in.
        var memory: ColumnMemory
        /// Where the nulls are; empty while there is none.
        var nulls = BitList()
        /// Where doubles were written as integers; empty while there is none.
        var integers = BitList()

        init(_ memory: ColumnMemory, _ range: Range<Int>) {
            words = memory.words + range.lowerBound
            capacity = range.count
            self.memory = memory
        }
    }

    /// The largest integer below which every one is a double.
    private static let exactLimit: UInt64 = 1 << 53

    /// Creates a column without cells.
    package convenience init(joinsNumbers: Bool = true) {
        self.init(in: ColumnMemory(capacity: 0), range: 0..<0, joinsNumbers: joinsNumbers)
    }

    /// Creates a column without cells that has its cells in a range of memory, of which others use the rest, as long as
    /// they fit.
    package init(in memory: ColumnMemory, range: Range<Int>, joinsNumbers: Bool = true) {
        precondition(range.lowerBound >= 0 && range.upperBound <= memory.capacity)
        self.joinsNumbers = joinsNumbers
        state = .allocate(capacity: 1)
        state.initialize(to: State(memory, range))
    }

    deinit {
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
    ///
    /// Where its cells lie in the same memory behind this one's they come to lie behind them without a copy, or are moved
    /// there: from here on it must not be used.
    package func append(contentsOf other: PackedColumn) -> Bool {
        if other.kind == .nothing {
            appendNulls(other.count)
            return kind != .mixed
        }
        guard other.kind != .mixed, kind == other.kind || begin(other.kind) else { return false }
        if kind == .strings {
            state.pointee.strings.append(contentsOf: other.state.pointee.strings)
        } else {
            let source = other.state.pointee.words
            if other.state.pointee.memory === state.pointee.memory, source >= state.pointee.words + count {
                state.pointee.capacity = source + other.state.pointee.capacity - state.pointee.words
            } else {
                reserve(count + other.count)
            }
            let target = state.pointee.words + count
            if target != source { target.update(from: source, count: other.count) }
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
        _ = takeWords()
    }

    /// Hands over the bits of all cells of a column of booleans, integers or doubles, and lets go of the cells.
    ///
    /// - Returns: The bits, and what they lie in.
    package func takeWords() -> (words: UnsafeMutablePointer<UInt64>, memory: ColumnMemory) {
        let (words, memory) = (state.pointee.words, state.pointee.memory)
        state.pointee.memory = ColumnMemory(capacity: 0)
        state.pointee.words = state.pointee.memory.words
        state.pointee.capacity = 0
        state.pointee.kind = .mixed
        return (words, memory)
    }

    /// Room for the bits of cells to come, which `take` then counts among the column's; nil where the column is of another
    /// kind or has nothing but nulls.
    package func room(for kind: Kind) -> UnsafeMutableBufferPointer<UInt64>? {
        guard self.kind == kind || self.kind == .nothing && count == 0 else { return nil }
        return UnsafeMutableBufferPointer(start: state.pointee.words + count, count: state.pointee.capacity - count)
    }

    /// Takes cells whose bits were written into the room for their kind.
    package func take(_ number: Int, _ kind: Kind) {
        guard number > 0 else { return }
        precondition(number <= state.pointee.capacity - count)
        state.pointee.kind = kind
        state.pointee.count += number
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
        let memory = ColumnMemory(capacity: larger)
        memory.words.update(from: state.pointee.words, count: count)
        state.pointee.words = memory.words
        state.pointee.memory = memory
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
