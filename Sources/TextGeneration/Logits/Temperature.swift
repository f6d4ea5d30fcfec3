/// Divides the logits: above one the choice becomes freer, below one narrower.
struct Temperature: LogitsProcessor {
    let temperature: Float

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        for token in logits.indices { logits[token] /= temperature }
    }
}
