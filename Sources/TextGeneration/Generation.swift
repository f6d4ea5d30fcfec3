/// What was generated for one prompt.
struct Generation {
    enum FinishReason: String {
        /// An end token or a stop string.
        case stop
        /// As many tokens as asked for, or as the context holds.
        case length
    }

    /// The new tokens, the end token included.
    var tokens: [Int] = []
    /// The text, the prompt's before it where asked for.
    var text = ""
    var finishReason = FinishReason.length
    /// The tokens that the model was given.
    let promptTokens: [Int]
    /// For each new token, where asked for.
    var logprobs: [TokenLogprobs] = []
    /// `[tokens, vocabulary]`: what each new token was chosen from, before any processor; where asked for.
    var logits: [Float] = []
}
