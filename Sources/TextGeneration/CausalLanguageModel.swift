/// A model that gives, for a sequence of token ids, the logits of the next one.
package protocol CausalLanguageModel: Sendable {
    /// How many logits a step gives; token ids are below it.
    var vocabularySize: Int { get }
    /// How many positions the model was made for.
    var contextLength: Int { get }
    /// What an answer can be kept to; nothing unless the model says otherwise.
    var guidanceKinds: [Guidance.Kind] { get }
    /// Starts an empty sequence.
    func makeSequence(_ plan: SequencePlan) throws -> any TokenSequence
}

extension CausalLanguageModel {
    package var guidanceKinds: [Guidance.Kind] { [] }
}

/// What a sequence will be used for.
package struct SequencePlan: Sendable {
    /// How many threads its steps may use; nil where the model decides.
    package let threads: Int?
    /// How many tokens it will hold at most, the prompt's included.
    package let capacity: Int
    /// What its new tokens are kept to; of a kind that the model has.
    package let guidance: Guidance?
    /// How a guided sequence draws its tokens; nil takes the most likely one.
    package let sampling: GenerationConfig.Sampling?
}

/// One growing sequence with what the model remembers of it.
package protocol TokenSequence: AnyObject {
    /// Appends tokens and computes the logits that follow the last of them.
    ///
    /// - Parameters:
    ///   - tokens: At least one id, each from 0 to the vocabulary's size.
    ///   - isCancelled: Asked between steps of the work; when it answers true the call throws `CancellationError` and the
    ///     sequence is of no further use.
    /// - Returns: `[vocabularySize]` float32 logits, valid and writable until the next call.
    /// - Throws: `FlavorError` for an id out of range or a sequence that does not fit in memory.
    func append(_ tokens: [Int], isCancelled: () -> Bool) throws -> UnsafeMutableBufferPointer<Float>
}

/// A sequence that is kept to a grammar, so that it alone knows which tokens may follow.
package protocol GuidedSequence: TokenSequence {
    /// The tokens that a grammar ends with, which end the answer.
    var endTokens: [Int] { get }
    /// Chooses a token among those that may follow; it is the next one to append.
    ///
    /// - Parameter logits: Those of the last step, changed by those processors of the call that are about single tokens:
    ///   which of the likely ones are drawn from is for the sequence to say, after the grammar.
    func chooseToken(from logits: UnsafeMutableBufferPointer<Float>) throws -> Int
}
