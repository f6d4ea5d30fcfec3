/// Makes tokens of the sequence, the prompt's too, less likely: logits above zero are divided, others multiplied.
struct RepetitionPenalty: LogitsProcessor {
    let penalty: Float

    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory) {
        for token in history.distinct where logits.indices.contains(token) {
            let logit = logits[token]
            logits[token] = logit < 0 ? logit * penalty : logit / penalty
        }
    }
}
