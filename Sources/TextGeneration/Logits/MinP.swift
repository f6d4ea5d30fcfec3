/// Keeps the tokens whose probability is at least a share of the most likely one's.
struct MinP: LogitsProcessor {
    let share: Double

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        let softmax = Softmax(logits)
        let limit = Float(share) * Float(softmax.probability(of: softmax.largest))
        for token in logits.indices
        where logits[token] < softmax.largest && Float(softmax.probability(of: logits[token])) < limit {
            logits[token] = -.infinity
        }
    }
}
