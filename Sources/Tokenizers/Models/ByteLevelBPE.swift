/// Byte-pair encoding of bytes, for a vocabulary that writes bytes as characters.
///
/// It does what a byte-level pre-tokenizer and ``BPE`` do together, and spares writing the characters.
struct ByteLevelBPE: TokenizerModel {
    let vocabulary: Vocabulary
    private let merges: PairTable
    /// The token of every byte.
    private let byteTokens: [Int32]
    /// The tokens by their bytes, where a piece that is a token is taken as that token.
    private let wholeTokens: Vocabulary?
    private let caches = WordCaches()

    /// Makes a model of bytes of one of characters; nil where that would not be the same.
    init?(_ model: BPE) {
        guard model.settings.isPlain else { return nil }
        var byteTokens: [Int32] = []
        for byte in UInt8.min...UInt8.max {
            let character = String(Character(ByteLevelAlphabet.character(of: byte)))
            guard let id = model.vocabulary.id(of: character) else { return nil }
            byteTokens.append(Int32(truncatingIfNeeded: id))
        }
        vocabulary = model.vocabulary
        merges = model.merges
        self.byteTokens = byteTokens
        wholeTokens = model.settings.ignoresMerges ? Self.bytes(of: model.vocabulary) : nil
    }

    private static func bytes(of vocabulary: Vocabulary) -> Vocabulary {
        var wholeTokens = Vocabulary(capacity: vocabulary.count, idBound: vocabulary.texts.idBound)
        for id in vocabulary.texts.ids {
            guard let bytes = vocabulary.texts.withBytes(of: id, ByteLevelAlphabet.bytes(of:)) ?? nil else { continue }
            wholeTokens.insert(bytes, id: id)
        }
        return wholeTokens
    }

    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) {
        let cache = caches.take()
        defer { caches.give(cache) }
        var word = BPEWord()
        pieces.forEach { piece in
            if !cache.append(piece, at: 0, to: &tokens.tokens) {
                let first = tokens.tokens.count
                tokenize(piece, &word, into: &tokens.tokens)
                cache.insert(piece, at: 0, tokens.tokens[first...])
            }
            tokens.endPiece()
        }
    }

    private func tokenize(
        _ piece: UnsafeBufferPointer<UInt8>, _ word: inout BPEWord, into tokens: inout [ModelToken]
    ) {
        if let id = wholeTokens?.id(of: piece) {
            tokens.append(ModelToken(id: Int32(truncatingIfNeeded: id), start: 0, end: piece.count))
            return
        }
        var start = 0
        while start < piece.count {
            // Positions are 32 bits wide; a piece that needs more is cut.
            let end = min(piece.count, start + BPELinks.mostSymbols)
            word.removeAll()
            for byte in piece[start..<end] { word.append(byteTokens[Int(byte)], count: 1) }
            word.merge(by: merges)
            word.appendTokens(offset: start, to: &tokens)
            start = end
        }
    }
}
