/// Takes the longest token that a word begins with, then the longest that the rest begins with, and so on.
struct WordPiece: TokenizerModel {
    let vocabulary: Vocabulary
    private let unknown: UnknownToken
    /// What tokens that do not begin a word begin with.
    private let continuingPrefix: [UInt8]
    /// Longer words are unknown, in scalars.
    private let longestWord: Int
    private let caches = WordCaches()

    init(_ field: Field) throws(TokenizerError) {
        vocabulary = try Vocabulary(field.required("vocab"))
        unknown = UnknownToken(try field.required("unk_token").string(), in: vocabulary)
        continuingPrefix = Array(try field.required("continuing_subword_prefix").string().utf8)
        longestWord = try field.required("max_input_chars_per_word").count()
    }

    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) throws(EncodingFailure) {
        let cache = caches.take()
        defer { caches.give(cache) }
        // The rest of a word with the prefix in front.
        var rest: [UInt8] = []
        try pieces.forEach { piece throws(EncodingFailure) in
            if !cache.append(piece, at: 0, to: &tokens.tokens) {
                let first = tokens.tokens.count
                try tokenize(piece, rest: &rest, into: &tokens.tokens)
                cache.insert(piece, at: 0, tokens.tokens[first...])
            }
            tokens.endPiece()
        }
    }

    private func tokenize(
        _ word: UnsafeBufferPointer<UInt8>, rest: inout [UInt8], into tokens: inout [ModelToken]
    ) throws(EncodingFailure) {
        let first = tokens.count
        var start = 0
        while start < word.count, word.count <= 4 * longestWord {
            let found = start == 0 ? longestToken(of: word, prefix: 0) : longestToken(of: word, from: start, &rest)
            guard let (id, count) = found else { break }
            tokens.append(ModelToken(id: Int32(truncatingIfNeeded: id), start: start, end: start + count))
            start += count
        }
        if start == word.count && word.scalarCount <= longestWord { return }
        tokens.removeSubrange(first...)
        tokens.append(ModelToken(id: try unknown.id(), start: 0, end: word.count))
    }

    private func longestToken(
        of word: UnsafeBufferPointer<UInt8>, from start: Int, _ rest: inout [UInt8]
    ) -> (id: Int, count: Int)? {
        rest.removeAll(keepingCapacity: true)
        rest += continuingPrefix
        rest += word[start...].prefix(vocabulary.texts.longest)
        return rest.withUnsafeBufferPointer { longestToken(of: $0, prefix: continuingPrefix.count) }
    }

    /// The longest token that a text begins with, and how many bytes it has beyond the prefix, of which it has some.
    private func longestToken(of text: UnsafeBufferPointer<UInt8>, prefix: Int) -> (id: Int, count: Int)? {
        var end = min(text.count, vocabulary.texts.longest)
        while end > prefix {
            let isCharacterEnd = end == text.count || text[end] & 0xC0 != 0x80
            if isCharacterEnd, let id = vocabulary.id(of: UnsafeBufferPointer(rebasing: text[..<end])) {
                return (id, end - prefix)
            }
            end -= 1
        }
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number of scalars in valid UTF-8.
    var scalarCount: Int { reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } }
}
