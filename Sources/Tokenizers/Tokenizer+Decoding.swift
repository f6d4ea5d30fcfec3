extension Tokenizer {
    /// Returns the text of token ids; ids that no token has are passed over, as Hugging Face does.
    public func decode(_ ids: some Sequence<Int>, skipSpecialTokens: Bool = false) -> String {
        var stream = makeDecodeStream(skipSpecialTokens: skipSpecialTokens)
        return String(decoding: stream.decode(ids, areLast: true), as: UTF8.self)
    }

    /// Starts to decode token ids that come one by one.
    ///
    /// - Parameter waitsForByteRuns: Whether a run of byte tokens such as `<0xE6>` is kept back until it has ended. Then the
    ///   pieces are the whole text even where the run turns out not to be text; else they come as early as Hugging Face's,
    ///   whose stream fails there.
    public func makeDecodeStream(skipSpecialTokens: Bool, waitsForByteRuns: Bool = false) -> DecodeStream {
        var decoders = decoders
        for index in decoders.indices where waitsForByteRuns {
            guard var decoder = decoders[index] as? ByteFallbackDecoder else { continue }
            decoder.waitsForRuns = true
            decoders[index] = decoder
        }
        return DecodeStream(
            texts: texts, skippedIDs: skipSpecialTokens ? addedTokens.specialIDs : [], decoders: decoders)
    }
}
