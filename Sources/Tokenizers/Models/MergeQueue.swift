/// The merges that are possible in a text, best first: the lowest rank, and of equal ranks the leftmost.
///
/// A heap of four children per node, as most entries that are added stay near the bottom.
struct MergeQueue {
    /// A merge of the symbol at a position with the one after it.
    struct Entry {
        /// The rank above the position, so that one comparison orders entries.
        let order: UInt64
        /// The token that the merge makes.
        let token: Int32

        init(rank: Int32, position: Int32, token: Int32) {
            order = UInt64(UInt32(bitPattern: rank)) << 32 | UInt64(UInt32(bitPattern: position))
            self.token = token
        }

        var position: Int { Int(order & 0xFFFF_FFFF) }
    }

    private var entries: [Entry] = []

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 4
            guard entry.order < entries[parent].order else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    mutating func popBest() -> Entry? {
        guard let best = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return best }
        var parent = 0
        while true {
            let first = 4 * parent + 1
            guard first < entries.count else { break }
            var child = first
            for other in (first + 1)..<max(first + 1, min(first + 4, entries.count))
            where entries[other].order < entries[child].order { child = other }
            guard entries[child].order < last.order else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = last
        return best
    }
}
