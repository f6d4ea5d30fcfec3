/// A text on its way from characters to tokens: a linked list of symbols and the merges that are possible in it.
struct BPEWord {
    private struct Symbol {
        var token: Int32
        var previous: Int32
        var next: Int32
    }

    /// Symbols by position; a merge leaves its token at the left position and frees the right one.
    private var symbols: [Symbol] = []
    private var queue = MergeQueue()

    /// How many bytes of text to make one word of at most, so that positions stay within 32 bits.
    static let maximumCount = 1 << 26
    /// The token of a position that a merge has freed.
    private static let freed: Int32 = -1

    mutating func removeAll() {
        symbols.removeAll(keepingCapacity: true)
        queue.removeAll()
    }

    mutating func append(_ token: Int32) {
        let position = Int32(truncatingIfNeeded: symbols.count)
        if position > 0 { symbols[symbols.count - 1].next = position }
        symbols.append(Symbol(token: token, previous: position - 1, next: -1))
    }

    /// Merges pairs, the lowest rank first and of equal ranks the leftmost, until no merge applies.
    mutating func merge(by merges: PairTable) {
        for position in symbols.indices.dropLast() { enqueueMerge(at: position, by: merges) }
        while let entry = queue.popBest() {
            let left = symbols[entry.position]
            guard left.token != Self.freed, left.next >= 0 else { continue }
            let right = symbols[Int(left.next)]
            // The symbols may have changed since the entry was made.
            guard let (_, token) = merges[left.token, right.token], token == entry.token else { continue }
            symbols[Int(left.next)].token = Self.freed
            symbols[entry.position].token = token
            symbols[entry.position].next = right.next
            if right.next >= 0 {
                symbols[Int(right.next)].previous = Int32(truncatingIfNeeded: entry.position)
                enqueueMerge(at: entry.position, by: merges)
            }
            if left.previous >= 0 { enqueueMerge(at: Int(left.previous), by: merges) }
        }
    }

    @inline(__always)
    private mutating func enqueueMerge(at position: Int, by merges: PairTable) {
        let symbol = symbols[position]
        guard let (rank, token) = merges[symbol.token, symbols[Int(symbol.next)].token] else { return }
        queue.insert(
            MergeQueue.Entry(rank: rank, position: Int32(truncatingIfNeeded: position), token: token))
    }

    /// Appends the tokens that are left.
    func appendIDs(to ids: inout [Int]) {
        for symbol in symbols where symbol.token != Self.freed { ids.append(Int(symbol.token)) }
    }
}
