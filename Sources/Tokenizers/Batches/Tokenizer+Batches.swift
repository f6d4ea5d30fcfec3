extension Tokenizer {
    /// A text or a pair of texts to encode.
    public struct Input: Sendable {
        /// The text, or the first one.
        public var text: String
        /// The second text, or nil for none.
        public var pair: String?

        /// Makes an input.
        public init(_ text: String, pair: String? = nil) {
            self.text = text
            self.pair = pair
        }

        var texts: [String] { pair.map { [text, $0] } ?? [text] }
    }

    /// Encodes many inputs at once, padded together.
    ///
    /// - Parameters:
    ///   - addSpecialTokens: Whether the post-processor adds the tokens that begin, separate and end texts.
    ///   - threads: How many threads may work; nil for one per processor.
    /// - Throws: ``TokenizerError`` for the first input that cannot be encoded.
    public func encodings(
        of inputs: [Input], addSpecialTokens: Bool = true, threads: Int? = nil
    ) throws(TokenizerError) -> [Encoding] {
        try encode(inputs, addSpecialTokens: addSpecialTokens, hasDetails: true, threads: threads)
    }

    /// Returns the ids of the tokens of many texts, padded together, without what only whole encodings need.
    ///
    /// - Parameters:
    ///   - addSpecialTokens: Whether the post-processor adds the tokens that begin and end a text.
    ///   - threads: How many threads may work; nil for one per processor.
    /// - Throws: ``TokenizerError`` for the first text that cannot be encoded.
    public func encode(
        batch texts: [String], addSpecialTokens: Bool = true, threads: Int? = nil
    ) throws(TokenizerError) -> [[Int]] {
        let inputs = texts.map { Input($0) }
        return try encode(inputs, addSpecialTokens: addSpecialTokens, hasDetails: false, threads: threads).map(\.ids)
    }

    /// Returns the texts of many lists of token ids.
    ///
    /// - Parameter threads: How many threads may work; nil for one per processor.
    public func decode(batch: [[Int]], skipSpecialTokens: Bool = false, threads: Int? = nil) -> [String] {
        Workers.map(batch.count, threads: threads ?? Workers.processorCount) {
            decode(batch[$0], skipSpecialTokens: skipSpecialTokens)
        }
    }

    private func encode(
        _ inputs: [Input], addSpecialTokens: Bool, hasDetails: Bool, threads: Int?
    ) throws(TokenizerError) -> [Encoding] {
        let results = Workers.map(inputs.count, threads: threads ?? Workers.processorCount) { index in
            Result { () throws(TokenizerError) in
                try encodeUnpadded(inputs[index].texts, addSpecialTokens: addSpecialTokens, hasDetails: hasDetails)
            }
        }
        var encodings: [Encoding] = []
        encodings.reserveCapacity(results.count)
        for result in results { encodings.append(try result.get()) }
        padding?.pad(&encodings)
        return encodings
    }
}
