import FlavorKit

/// How the next token is chosen: the most likely one, or one drawn by its probability.
struct TokenChoice {
    private var random: SeededRandom?

    /// - Parameter sampling: Nil takes the most likely token; without a seed the system gives one.
    init(_ sampling: GenerationConfig.Sampling?) {
        guard let sampling else { return }
        var system = SystemRandomNumberGenerator()
        random = SeededRandom(seed: sampling.seed ?? system.next())
    }

    /// Chooses a token.
    ///
    /// - Throws: `FlavorError` with `dataLoss` when a logit is not a number.
    mutating func choose(_ logits: UnsafeMutableBufferPointer<Float>) throws(FlavorError) -> Int {
        let best = try mostLikely(logits)
        guard var random else { return best }
        let chosen = try draw(logits, largest: logits[best], with: &random)
        self.random = random
        return chosen
    }

    /// The token with the largest logit, of equal ones that with the smallest id.
    private func mostLikely(_ logits: UnsafeMutableBufferPointer<Float>) throws(FlavorError) -> Int {
        var best = 0
        var largest = -Float.infinity
        for token in logits.indices {
            // One comparison finds both a larger logit and one that is not a number.
            if logits[token] <= largest { continue }
            if logits[token].isNaN { throw TokenChoice.notANumber(token) }
            largest = logits[token]
            best = token
        }
        return best
    }

    private func draw(
        _ logits: UnsafeMutableBufferPointer<Float>, largest: Float, with random: inout SeededRandom
    ) throws(FlavorError) -> Int {
        let softmax = Softmax(logits)
        guard largest.isFinite else {
            throw FlavorError(
                .failedPrecondition,
                largest < 0
                    ? "no token is left to draw from: loosen no_repeat_ngram_size or min_new_tokens"
                    : "a logit is infinite, so nothing can be drawn: raise temperature; if that does not "
                        + "help, the weights may be damaged")
        }
        var rest = random.nextUnit()
        var last = 0
        for token in logits.indices where logits[token] > -.infinity {
            last = token
            rest -= softmax.probability(of: logits[token])
            if rest < 0 { return token }
        }
        // Rounding may leave a trace of the unit interval behind the last token.
        return last
    }

    private static func notANumber(_ token: Int) -> FlavorError {
        FlavorError(
            .dataLoss, "the model's logit for token \(token) is not a number: the weights may be damaged or overflow")
    }
}
