/// Finds all tokens that a text begins with at some place.
///
/// The nodes are in the order of their depth, so that the children of each are next to one another; a node says which bytes
/// lead to children, and the number of bytes before one's own is the place among them. Time and memory to build it are
/// linear in the tokens, whatever they are.
struct ByteTrie: Sendable {
    private struct Node {
        /// The first child.
        var first: UInt32 = 0
        /// Which bytes have a child: a number in `labels`, or for a single one the byte below three bytes of ones.
        var labels: UInt32 = Self.noLabels
        /// The id of the token that ends here, or -1.
        var token: Int32 = -1

        static let noLabels = UInt32.max
        static let single: UInt32 = 0xFFFF_FE00
    }

    /// A bit for every byte.
    private struct Labels {
        var words: InlineArray<4, UInt64> = InlineArray(repeating: 0)

        mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

        /// How many smaller bytes there are, or nil when the byte is not there.
        @inline(__always)
        func rank(of byte: UInt8) -> Int? {
            let word = words[Int(byte >> 6)]
            let bit = UInt64(1) << UInt64(byte & 63)
            guard word & bit != 0 else { return nil }
            var rank = (word & (bit - 1)).nonzeroBitCount
            for index in 0..<Int(byte >> 6) { rank += words[index].nonzeroBitCount }
            return rank
        }
    }

    private var nodes: [Node] = []
    private var labels: [Labels] = []

    /// - Parameter tokens: The tokens by id, of which none may occur twice; empty ones are never found.
    init(_ tokens: [(text: ArraySlice<UInt8>, id: Int32)]) {
        let sorted = tokens.sorted { $0.text.lexicographicallyPrecedes($1.text) }
        // The tokens below every node.
        var ranges = [0..<sorted.count]
        nodes = [Node()]
        var depth = 0
        var level = 0..<1
        while !level.isEmpty {
            for index in level {
                var below = ranges[index]
                // The token that ends here comes first.
                if let token = sorted[below].first, token.text.count == depth {
                    nodes[index].token = depth > 0 ? token.id : -1
                    below = below.dropFirst()
                }
                addChildren(of: index, sorted, below, at: depth, &ranges)
            }
            level = level.upperBound..<nodes.count
            depth += 1
        }
    }

    private mutating func addChildren(
        of index: Int, _ sorted: [(text: ArraySlice<UInt8>, id: Int32)], _ range: Range<Int>, at depth: Int,
        _ ranges: inout [Range<Int>]
    ) {
        nodes[index].first = UInt32(truncatingIfNeeded: nodes.count)
        var found = Labels()
        var start = range.lowerBound
        var byte: UInt8 = 0
        while start < range.upperBound {
            byte = sorted[start].text.byte(at: depth)
            var end = start + 1
            while end < range.upperBound, sorted[end].text.byte(at: depth) == byte { end += 1 }
            found.insert(byte)
            nodes.append(Node())
            ranges.append(start..<end)
            start = end
        }
        switch nodes.count - Int(nodes[index].first) {
        case 0: nodes[index].labels = Node.noLabels
        case 1: nodes[index].labels = Node.single | UInt32(byte)
        default:
            nodes[index].labels = UInt32(truncatingIfNeeded: labels.count)
            labels.append(found)
        }
    }

    /// Calls a body with every token that the text begins with at a position, the shortest first.
    @inline(__always)
    func forEachToken(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, _ body: (_ id: Int32, _ end: Int) -> Void
    ) {
        nodes.withUnsafeBufferPointer { nodes in
            labels.withUnsafeBufferPointer { labels in
                var node = nodes[0]
                var position = start
                while position < text.count {
                    let byte = text[position]
                    if node.labels >= Node.single {
                        guard node.labels == Node.single | UInt32(byte) else { return }
                        node = nodes[Int(node.first)]
                    } else {
                        guard let rank = labels[Int(node.labels)].rank(of: byte) else { return }
                        node = nodes[Int(node.first) + rank]
                    }
                    position += 1
                    if node.token >= 0 { body(node.token, position) }
                }
            }
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func byte(at offset: Int) -> UInt8 { self[startIndex + offset] }
}
