/// Tokens with their logits, of which the smallest or the largest is at hand; of equal ones that with the larger id.
struct TokenHeap {
    struct Candidate {
        let logit: Float
        let token: Int
    }

    private var items: [Candidate] = []
    private let isAscending: Bool

    private init(isAscending: Bool) { self.isAscending = isAscending }

    /// The tokens with the largest logits, the first the smallest of them; of equal ones the smaller ids are taken.
    static func largest(_ count: Int, of logits: UnsafeMutableBufferPointer<Float>) -> TokenHeap {
        var heap = TokenHeap(isAscending: true)
        for token in logits.indices {
            if heap.count < count {
                heap.insert(Candidate(logit: logits[token], token: token))
            } else if let smallest = heap.first, smallest.logit < logits[token] {
                heap.replaceFirst(Candidate(logit: logits[token], token: token))
            }
        }
        return heap
    }

    /// Creates a heap whose first is the largest.
    init(largestFirst items: [Candidate]) {
        isAscending = false
        self.items = items
        for index in stride(from: items.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    var count: Int { items.count }
    var first: Candidate? { items.first }

    private mutating func insert(_ candidate: Candidate) {
        items.append(candidate)
        var index = items.count - 1
        while index > 0, precedes(items[index], items[(index - 1) / 2]) {
            items.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func replaceFirst(_ candidate: Candidate) {
        guard !items.isEmpty else { return }
        items[0] = candidate
        sink(0)
    }

    mutating func removeFirst() -> Candidate? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        replaceFirst(last)
        return first
    }

    private func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
        if left.logit != right.logit { return (left.logit < right.logit) == isAscending }
        return left.token > right.token
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var best = index
            for child in [2 * index + 1, 2 * index + 2] where child < items.count && precedes(items[child], items[best])
            {
                best = child
            }
            if best == index { return }
            items.swapAt(index, best)
            index = best
        }
    }
}
