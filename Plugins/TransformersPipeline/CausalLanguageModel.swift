/// A model that gives, for a sequence of token ids, the logits of the next one.
protocol CausalLanguageModel: Sendable {
    /// How many logits a step gives; token ids are below it.
    var vocabularySize: Int { get }
    /// How many positions the model was made for.
    var contextLength: Int { get }
    /// Starts an empty sequence whose steps may use a number of threads.
    func makeSequence(threads: Int) throws -> any TokenSequence
}

/// One growing sequence with what the model remembers of it.
protocol TokenSequence: AnyObject {
    /// How many tokens the sequence holds.
    var count: Int { get }
    /// Appends tokens and computes the logits that follow the last of them.
    ///
    /// - Parameters:
    ///   - tokens: At least one id, each from 0 to the vocabulary's size.
    ///   - isCancelled: Asked between layers; when it answers true the call throws `CancellationError` and the sequence
    ///     is of no further use.
    /// - Returns: `[vocabularySize]` float32 logits, valid and writable until the next call.
    /// - Throws: `FlavorError` for an id out of range or a sequence that does not fit in memory.
    func append(_ tokens: [Int], isCancelled: () -> Bool) throws -> UnsafeMutableBufferPointer<Float>
}
