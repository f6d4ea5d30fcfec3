/// Keeps the most likely tokens whose probabilities together reach a mass.
///
/// A token goes when those that are no more likely than it, itself included, have at most the rest of the mass
/// together; of equal ones the smaller id goes first. The most likely token always stays.
struct TopP: LogitsProcessor {
    let mass: Double

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        let softmax = Softmax(logits)
        let candidates = logits.indices.filter { logits[$0] > -.infinity }.map {
            TokenHeap.Candidate(logit: logits[$0], token: $0)
        }
        var heap = TokenHeap(largestFirst: candidates)
        guard let most = heap.removeFirst() else { return }
        // What is left below the tokens that stay, in float32 like the limit it is compared with.
        var rest = 1 - softmax.probability(of: most.logit)
        let limit = Float(1 - mass)
        while let next = heap.first, Float(rest) > limit {
            rest -= softmax.probability(of: next.logit)
            _ = heap.removeFirst()
        }
        while let next = heap.removeFirst() { logits[next.token] = -.infinity }
    }
}
