/// Keeps the most likely tokens; those that are as likely as the last of them stay too.
struct TopK: LogitsProcessor {
    let count: Int

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        guard count < logits.count else { return }
        guard let threshold = TokenHeap.largest(count, of: logits).first?.logit else { return }
        for token in logits.indices where logits[token] < threshold { logits[token] = -.infinity }
    }
}
