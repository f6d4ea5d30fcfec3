/// Takes out every token that would repeat a run of tokens of the sequence, the prompt's too.
struct NoRepeatNGram: LogitsProcessor {
    /// The length of a run.
    let size: Int

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        let tokens = history.tokens
        guard tokens.count >= size else { return }
        let current = tokens.suffix(size - 1)
        for start in 0...(tokens.count - size) {
            let end = start + size - 1
            let next = tokens[end]
            if logits.indices.contains(next) && tokens[start..<end].elementsEqual(current) { logits[next] = -.infinity }
        }
    }
}
