/// A step between a model's logits and the choice of a token.
protocol LogitsProcessor: Sendable {
    /// Changes the logits of the next token; -infinity takes a token out.
    ///
    /// - Parameter logits: One float32 for each token of the vocabulary.
    func apply(to logits: UnsafeMutableBufferPointer<Float>, after history: TokenHistory)
}

extension GenerationConfig {
    /// The steps that these settings ask for, in the order in which transformers applies them.
    func makeProcessors(promptCount: Int) -> [any LogitsProcessor] {
        var processors: [any LogitsProcessor] = []
        if repetitionPenalty != 1 { processors.append(RepetitionPenalty(penalty: repetitionPenalty)) }
        if noRepeatNGramSize > 0 { processors.append(NoRepeatNGram(size: noRepeatNGramSize)) }
        let minimumCount = minNewTokens.map { $0.addingClamped(promptCount) } ?? minLength
        if minimumCount > promptCount && !endTokens.isEmpty {
            processors.append(MinimumLength(count: minimumCount, endTokens: endTokens))
        }
        guard let sampling else { return processors }
        if sampling.temperature != 1 { processors.append(Temperature(temperature: sampling.temperature)) }
        // The likely tokens are counted among those that the grammar allows, which the sequence knows.
        if guidance != nil { return processors }
        if sampling.topK > 0 { processors.append(TopK(count: sampling.topK)) }
        if sampling.topP < 1 { processors.append(TopP(mass: sampling.topP)) }
        if let minP = sampling.minP { processors.append(MinP(share: minP)) }
        return processors
    }
}

extension Int {
    /// The sum, or the largest integer where it overflows.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
