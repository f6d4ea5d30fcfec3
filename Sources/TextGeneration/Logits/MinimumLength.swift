/// Takes the end tokens out until the sequence has a number of tokens, the prompt's included.
struct MinimumLength: LogitsProcessor {
    let count: Int
    let endTokens: [Int]

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        guard history.tokens.count < count else { return }
        for token in endTokens where logits.indices.contains(token) { logits[token] = -.infinity }
    }
}
