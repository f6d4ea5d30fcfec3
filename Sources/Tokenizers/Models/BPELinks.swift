/// The symbols of a long piece as a linked list, merged by way of a queue: O(n log n) in their number.
struct BPELinks {
    private var previous: [Int32] = []
    private var next: [Int32] = []
    private var queue = MergeQueue()

    /// How many symbols to merge at most, so that positions stay within 32 bits.
    static let mostSymbols = 1 << 26
    /// The token of a position that a merge has freed.
    private static let freed: Int32 = -1

    /// Merges pairs, the lowest rank first and of equal ranks the leftmost, until no merge applies.
    mutating func merge(_ symbols: inout [BPEWord.Symbol], by merges: PairTable) {
        let count = Int32(truncatingIfNeeded: symbols.count)
        previous = Array(-1..<(count - 1))
        next = Array(1..<count) + [-1]
        queue.removeAll()
        for position in symbols.indices.dropLast() { enqueueMerge(at: position, of: symbols, by: merges) }
        while let entry = queue.popBest() {
            let position = entry.position
            guard symbols[position].token != Self.freed, next[position] >= 0 else { continue }
            let right = Int(next[position])
            // The symbols may have changed since the entry was made.
            guard let (_, token) = merges[symbols[position].token, symbols[right].token], token == entry.token else {
                continue
            }
            symbols[position].token = token
            symbols[position].end = symbols[right].end
            symbols[right].token = Self.freed
            next[position] = next[right]
            if next[right] >= 0 {
                previous[Int(next[right])] = Int32(truncatingIfNeeded: position)
                enqueueMerge(at: position, of: symbols, by: merges)
            }
            if previous[position] >= 0 { enqueueMerge(at: Int(previous[position]), of: symbols, by: merges) }
        }
        symbols.removeAll { $0.token == Self.freed }
    }

    @inline(__always)
    private mutating func enqueueMerge(at position: Int, of symbols: [BPEWord.Symbol], by merges: PairTable) {
        let right = Int(next[position])
        guard let (rank, token) = merges[symbols[position].token, symbols[right].token] else { return }
        queue.insert(MergeQueue.Entry(rank: rank, position: Int32(truncatingIfNeeded: position), token: token))
    }
}
