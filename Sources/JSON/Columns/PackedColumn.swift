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

    package private(set) var kind = Kind.nothing
    /// How many cells there are.
    package private(set) var count = 0
    /// Texts, nil where null; the other kinds are in `words`.
    package private(set) var strings: [String?] = []
    /// The bits of integers and doubles, 0 or 1 for booleans; 0 where null.
    private var words: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    /// Where the nulls are; empty while there is none.
    private var nulls = BitList()
    /// Where doubles were written as integers; empty while there is none.
    private var integers = BitList()

    /// The largest integer below which every one is a double.
    private static let exactLimit: UInt64 = 1 << 53

    /// Whether integers beside doubles become doubles; where not, such cells are of several kinds.
    private let joinsNumbers: Bool

    /// Creates a column without cells.
    package init(joinsNumbers: Bool = true) {
        self.joinsNumbers = joinsNumbers
        capacity = 0
        words = .allocate(capacity: 0)
    }

    deinit { words.deallocate() }

    // MARK: Cells

    /// Appends null.
    package func appendNull() { appendNulls(1) }

    /// Appends nulls.
    package func appendNulls(_ number: Int) {
        guard number > 0 else { return }
        switch kind {
        case .strings: strings.append(contentsOf: repeatElement(nil, count: number))
        case .nothing, .mixed: break
        case .booleans, .integers, .doubles:
            reserve(count + number)
            (words + count).update(repeating: 0, count: number)
            nulls.set(count..<count + number)
        }
        count += number
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
            integers.set(count..<count + 1)
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
        for index in 0..<count where Int64(bitPattern: words[index]).magnitude > Self.exactLimit { return false }
        for index in 0..<count { words[index] = Double(Int64(bitPattern: words[index])).bitPattern }
        integers.set(0..<count)
        kind = .doubles
        return true
    }

    /// Appends a text; returns false when the column is of another kind.
    @inline(__always)
    package func append(_ value: String) -> Bool {
        guard kind == .strings || begin(.strings) else { return false }
        strings.append(value)
        count += 1
        return true
    }

    /// Takes the last cell away.
    package func removeLast() {
        guard count > 0 else { return }
        count -= 1
        nulls.clear(count)
        integers.clear(count)
        if kind == .strings { strings.removeLast() }
    }

    /// Lets go of the cells: from here on no cell is taken.
    package func close() {
        kind = .mixed
        strings = []
        capacity = 0
        words.deallocate()
        words = .allocate(capacity: 0)
    }

    @inline(__always)
    private func appendWord(_ word: UInt64) {
        if count == capacity { reserve(count + 1) }
        words[count] = word
        count += 1
    }

    /// Turns a column of nulls into one of a kind.
    private func begin(_ kind: Kind) -> Bool {
        guard self.kind == .nothing else { return false }
        self.kind = kind
        let nullCount = count
        count = 0
        appendNulls(nullCount)
        return true
    }

    private func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity * 2, 16)
        let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        memory.update(from: words, count: count)
        words.deallocate()
        words = memory
        capacity = larger
    }

    // MARK: What was read

    /// Whether a cell is null.
    package func isNull(at index: Int) -> Bool {
        switch kind {
        case .strings: strings[index] == nil
        case .nothing, .mixed: true
        case .booleans, .integers, .doubles: nulls[index]
        }
    }

    /// Whether a cell of a column of doubles was written as an integer.
    package func isInteger(at index: Int) -> Bool { integers[index] }

    /// The bits of a cell of a column of booleans, integers or doubles.
    package func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count && kind != .strings && kind != .nothing && kind != .mixed)
        return words[index]
    }

    /// Calls a body with the bits of all cells of a column of booleans, integers or doubles.
    package func withWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) -> Result) -> Result {
        let isPacked = kind != .strings && kind != .nothing && kind != .mixed
        return body(UnsafeBufferPointer(start: words, count: isPacked ? count : 0))
    }

    /// A bit for each cell, 1 where it is not null; nil when none is.
    package var validity: [UInt8]? { nulls.isEmpty ? nil : nulls.inverted(count: count) }
}
