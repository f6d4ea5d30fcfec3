/// How likely a chosen token was, and which others were.
struct TokenLogprobs {
    struct Entry {
        let token: Int
        /// The natural logarithm of the probability, from the model's logits as they are.
        let logprob: Double
    }

    let chosen: Entry
    /// The most likely tokens, the first the most likely, of equal ones that with the smaller id first.
    let alternatives: [Entry]

    /// - Parameter logits: The model's, before any processor.
    init(chosen token: Int, count: Int, of logits: UnsafeMutableBufferPointer<Float>) {
        let softmax = Softmax(logits)
        func entry(_ token: Int) -> Entry {
            Entry(token: token, logprob: softmax.logProbability(of: logits[token]))
        }
        chosen = entry(token)
        var heap = TokenHeap.largest(count, of: logits)
        var alternatives: [Entry] = []
        while let next = heap.removeFirst() { alternatives.append(entry(next.token)) }
        self.alternatives = alternatives.reversed()
    }
}
