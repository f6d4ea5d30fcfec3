/// A piece of text on its way from characters to tokens: its symbols, and the merges that are possible between them.
struct BPEWord {
    /// A symbol with what becomes of it and the one after it.
    struct Symbol {
        var token: Int32
        /// Where it ends in the piece.
        var end: UInt32
        /// The rank of the merge with the next symbol; `unmergeable` where there is none.
        var rank: Int32 = Symbol.unmergeable
        /// What that merge makes.
        var merged: Int32 = 0

        static let unmergeable = Int32.max
    }

    private(set) var symbols: [Symbol] = []
    private var links = BPELinks()

    /// Up to how many symbols looking at all of them for every merge is faster than a queue.
    private static let shortCount = 64

    @inline(__always)
    mutating func removeAll() { symbols.removeAll(keepingCapacity: true) }

    /// Adds a symbol.
    ///
    /// - Parameter count: How many bytes of the piece it is.
    @inline(__always)
    mutating func append(_ token: Int32, count: Int) {
        let start = symbols.last?.end ?? 0
        symbols.append(Symbol(token: token, end: start &+ UInt32(truncatingIfNeeded: count)))
    }

    /// Merges pairs, the lowest rank first and of equal ranks the leftmost, until no merge applies.
    mutating func merge(by merges: PairTable) {
        if symbols.count < 2 { return }
        if symbols.count > Self.shortCount { return links.merge(&symbols, by: merges) }
        let count = symbols.withUnsafeMutableBufferPointer { Self.merge($0, by: merges) }
        symbols.removeLast(symbols.count - count)
    }

    /// Merges a few symbols, and returns how many are left.
    private static func merge(_ symbols: UnsafeMutableBufferPointer<Symbol>, by merges: PairTable) -> Int {
        var count = symbols.count
        for index in 0..<(count - 1) { findMerge(of: &symbols[index], with: symbols[index + 1], in: merges) }
        while count > 1 {
            var best = 0
            var rank = symbols[0].rank
            for index in 1..<(count - 1) where symbols[index].rank < rank {
                best = index
                rank = symbols[index].rank
            }
            if rank == Symbol.unmergeable { break }
            symbols[best].token = symbols[best].merged
            symbols[best].end = symbols[best + 1].end
            count -= 1
            for index in (best + 1)..<max(best + 1, count) { symbols[index] = symbols[index + 1] }
            if best + 1 < count {
                findMerge(of: &symbols[best], with: symbols[best + 1], in: merges)
            } else {
                symbols[best].rank = Symbol.unmergeable
            }
            if best > 0 { findMerge(of: &symbols[best - 1], with: symbols[best], in: merges) }
        }
        return count
    }

    @inline(__always)
    private static func findMerge(of symbol: inout Symbol, with next: Symbol, in merges: PairTable) {
        if let (rank, token) = merges[symbol.token, next.token] {
            symbol.rank = rank
            symbol.merged = token
        } else {
            symbol.rank = Symbol.unmergeable
        }
    }

    /// Adds the tokens that are left.
    ///
    /// - Parameter offset: How many bytes of the piece are before the word.
    @inline(__always)
    func appendTokens(offset: Int, to tokens: inout [ModelToken]) {
        let offset = UInt32(truncatingIfNeeded: offset)
        var start = offset
        for symbol in symbols {
            let end = offset &+ symbol.end
            tokens.append(ModelToken(id: symbol.token, start: start, end: end))
            start = end
        }
    }
}
