/// Byte-pair encoding: joins neighbouring symbols in the order in which the training joined them.
///
/// The work is O(n log n) in the length of a piece, which without a pre-tokenizer is the whole text.
struct BPE: TokenizerModel {
    let vocabulary: Vocabulary
    /// For a pair of ids, the rank of their merge and the id of what it makes.
    let merges: PairTable
    let settings: Settings
    /// The ids of `<0x00>` to `<0xFF>` for characters that are not in the vocabulary; -1 where one is missing, and none
    /// without byte fallback.
    let byteTokens: [Int32]
    /// The id of every ASCII character that is a token by itself, or -1.
    let asciiTokens: [Int32]
    /// What becomes of other characters; nil where they are left out.
    let unknown: UnknownToken?
    /// Whether no merge reaches over the start of a word, so that a text can be cut there.
    let cutsBeforeSpaces: Bool
    private let caches = WordCaches()

    /// The settings that need no checking against the vocabulary.
    struct Settings: Sendable {
        /// Whether neighbouring unknown characters become one unknown token.
        let fusesUnknown: Bool
        /// Whether a piece that is a token as a whole is taken as that token.
        let ignoresMerges: Bool
        /// What tokens that do not begin a piece begin with.
        let continuingPrefix: [UInt8]
        /// What tokens that end a piece end with.
        let endSuffix: [UInt8]
        /// Whether tokens are the same wherever in a piece they are.
        var isPlain: Bool { continuingPrefix.isEmpty && endSuffix.isEmpty }
    }

    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) throws(EncodingFailure) {
        let cache = caches.take()
        defer { caches.give(cache) }
        var word = BPEWord()
        try pieces.forEach { piece throws(EncodingFailure) in
            try tokenize(piece, cache, &word, into: &tokens.tokens)
            tokens.endPiece()
        }
    }

    private func tokenize(
        _ piece: UnsafeBufferPointer<UInt8>, _ cache: WordCache, _ word: inout BPEWord, into tokens: inout [ModelToken]
    ) throws(EncodingFailure) {
        if settings.ignoresMerges, let id = vocabulary.id(of: piece) {
            tokens.append(ModelToken(id: Int32(truncatingIfNeeded: id), start: 0, end: piece.count))
            return
        }
        var offset = 0
        var start = 0
        while start < piece.count {
            let end = wordEnd(in: piece, from: start)
            let part = UnsafeBufferPointer(rebasing: piece[start..<end])
            let first = tokens.count
            if !cache.append(part, at: offset, to: &tokens) {
                word.removeAll()
                try addSymbols(of: piece, start..<end, to: &word)
                word.merge(by: merges)
                word.appendTokens(offset: offset, to: &tokens)
                cache.insert(part, at: offset, tokens[first...])
            }
            // Characters that are left out are not counted, as in Hugging Face.
            if first < tokens.count { offset = Int(tokens[tokens.count - 1].end) }
            start = end
        }
    }

    /// Where the part of a piece ends that merges cannot reach out of.
    private func wordEnd(in piece: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let space = Self.visibleSpace
        var index = start + 1
        if cutsBeforeSpaces {
            while index + 2 < piece.count {
                if piece[index] == space[0], piece[index + 1] == space[1], piece[index + 2] == space[2],
                    index < 3 || piece[index - 1] != space[2] || piece[index - 2] != space[1]
                        || piece[index - 3] != space[0]
                {
                    return index
                }
                index += 1
            }
        } else if piece.count - start > BPELinks.mostSymbols {
            // Positions are 32 bits wide; a text that needs more is cut between characters.
            index = start + BPELinks.mostSymbols
            while piece[index] & 0xC0 == 0x80 { index -= 1 }
            return index
        }
        return piece.count
    }

    /// The character that stands for a space in vocabularies that come from SentencePiece, U+2581.
    static let visibleSpace: [UInt8] = [0xE2, 0x96, 0x81]

    /// Adds one symbol for every character of a part of a piece, or several where bytes stand in for it.
    private func addSymbols(
        of piece: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, to word: inout BPEWord
    ) throws(EncodingFailure) {
        // An unknown token is added only when a known one follows, as fusing wants it; byte tokens do not count as known.
        var pendingUnknown: (token: Int32, count: Int)?
        var start = part.lowerBound
        while start < part.upperBound {
            var end = start + 1
            while end < part.upperBound && piece[end] & 0xC0 == 0x80 { end += 1 }
            let character = UnsafeBufferPointer(rebasing: piece[start..<end])
            let id =
                settings.isPlain
                ? token(of: character) : token(of: character, isFirst: start == 0, isLast: end == piece.count)
            if let id {
                if let unknown = pendingUnknown { word.append(unknown.token, count: unknown.count) }
                pendingUnknown = nil
                word.append(id, count: end - start)
            } else if !appendBytes(of: character, isFirst: start == 0, isLast: end == piece.count, to: &word),
                let unknown
            {
                var count = end - start
                if let pending = pendingUnknown {
                    if settings.fusesUnknown {
                        count += pending.count
                    } else {
                        word.append(pending.token, count: pending.count)
                    }
                }
                pendingUnknown = (try unknown.id(), count)
            }
            start = end
        }
        if let unknown = pendingUnknown { word.append(unknown.token, count: unknown.count) }
    }

    @inline(__always)
    private func token(of character: UnsafeBufferPointer<UInt8>) -> Int32? {
        if character.count == 1 && character[0] < 0x80 {
            let id = asciiTokens[Int(character[0])]
            return id < 0 ? nil : id
        }
        return vocabulary.id(of: character).map(Int32.init(truncatingIfNeeded:))
    }

    private func token(of character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> Int32? {
        let token = marked(character, isFirst: isFirst, isLast: isLast)
        return token.withUnsafeBufferPointer { vocabulary.id(of: $0) }.map(Int32.init(truncatingIfNeeded:))
    }

    /// Returns a character with the marks of its place in the piece.
    private func marked(_ character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> [UInt8] {
        (isFirst ? [] : settings.continuingPrefix) + character + (isLast ? settings.endSuffix : [])
    }

    /// Adds the byte tokens of a character; returns false when not all of them are there.
    private func appendBytes(
        of character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool, to word: inout BPEWord
    ) -> Bool {
        guard !byteTokens.isEmpty else { return false }
        let bytes = marked(character, isFirst: isFirst, isLast: isLast)
        guard bytes.allSatisfy({ byteTokens[Int($0)] >= 0 }) else { return false }
        for byte in bytes { word.append(byteTokens[Int(byte)], count: 1) }
        return true
    }
}
