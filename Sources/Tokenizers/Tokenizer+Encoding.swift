extension Tokenizer {
    /// Returns the ids of the tokens of a text, without what only a whole ``Encoding`` needs.
    ///
    /// - Parameter addSpecialTokens: Whether the post-processor adds the tokens that begin and end a text.
    /// - Throws: ``TokenizerError`` when the text has something unknown and the vocabulary no unknown token, or when it
    ///   cannot be truncated as asked.
    public func encode(_ text: String, addSpecialTokens: Bool = true) throws(TokenizerError) -> [Int] {
        try encode([text], addSpecialTokens: addSpecialTokens, hasDetails: false).ids
    }

    /// Encodes a text or a pair of texts.
    ///
    /// - Parameters:
    ///   - pair: The second text, or nil for none.
    ///   - addSpecialTokens: Whether the post-processor adds the tokens that begin, separate and end texts.
    /// - Throws: ``TokenizerError`` when a text has something unknown and the vocabulary no unknown token, or when it
    ///   cannot be truncated as asked.
    public func encoding(
        of text: String, pair: String? = nil, addSpecialTokens: Bool = true
    ) throws(TokenizerError) -> Encoding {
        try encode([text] + (pair.map { [$0] } ?? []), addSpecialTokens: addSpecialTokens, hasDetails: true)
    }

    private func encode(
        _ texts: [String], addSpecialTokens: Bool, hasDetails: Bool
    ) throws(TokenizerError) -> Encoding {
        var result = [try encodeUnpadded(texts, addSpecialTokens: addSpecialTokens, hasDetails: hasDetails)]
        padding?.pad(&result)
        return result[0]
    }

    /// Encodes one text or two.
    func encodeUnpadded(
        _ texts: [String], addSpecialTokens: Bool, hasDetails: Bool
    ) throws(TokenizerError) -> Encoding {
        var encodings: [Encoding] = []
        do {
            for (index, text) in texts.enumerated() {
                encodings.append(try encodeText(text, typeID: index, hasDetails: hasDetails))
            }
            if let truncation {
                let added = postProcessors.reduce(0) { $0 + $1.addedTokenCount(isPair: texts.count > 1) }
                try truncation.truncate(&encodings, room: addSpecialTokens ? added : 0)
            }
        } catch {
            throw TokenizerError(file, error.reason)
        }
        return postProcessors.process(encodings, addSpecialTokens: addSpecialTokens)
    }

    /// Encodes a text by itself.
    private func encodeText(_ text: String, typeID: Int, hasDetails: Bool) throws(EncodingFailure) -> Encoding {
        var text = text
        let parts = try text.withUTF8 { utf8 in
            Result { () throws(EncodingFailure) in
                try self.parts(of: utf8, isAligned: hasDetails || needsAlignments)
            }
        }.get()
        return encoding(of: parts, typeID: typeID, hasDetails: hasDetails)
    }

    /// Makes tokens of a text.
    private func parts(
        of utf8: UnsafeBufferPointer<UInt8>, isAligned: Bool
    ) throws(EncodingFailure) -> [TextPart] {
        var parts: [TextPart] = []
        // Where alignments are kept, how many scalars are before the part.
        var firstScalar: Int? = isAligned ? 0 : nil
        for part in addedTokens.rawMatcher.parts(of: utf8) {
            switch part {
            case .token(let id, let range):
                let content = UnsafeBufferPointer(rebasing: utf8[range])
                let end = firstScalar.map { $0 + content.scalarCount }
                parts.append(TextPart(id, content, from: firstScalar, to: end))
                firstScalar = end
            case .text(let range):
                let content = UnsafeBufferPointer(rebasing: utf8[range])
                var text = NormalizedText(content, firstScalar: firstScalar)
                try text.apply(normalizers)
                try tokenize(text, beginsText: range.lowerBound == 0, into: &parts)
                firstScalar = firstScalar.map { $0 + content.scalarCount }
            }
        }
        return parts
    }

    /// Adds the tokens of a normalized text, in which there may be added tokens that were not in the text before.
    private func tokenize(
        _ text: NormalizedText, beginsText: Bool, into parts: inout [TextPart]
    ) throws(EncodingFailure) {
        try text.utf8.withUnsafeBufferPointer { utf8 throws(EncodingFailure) in
            for part in addedTokens.normalizedMatcher.parts(of: utf8) {
                switch part {
                case .token(let id, let range):
                    let content = UnsafeBufferPointer(rebasing: utf8[range])
                    let start = text.isAligned ? Int(text.alignments[range.lowerBound].start) : nil
                    let end = text.isAligned ? Int(text.alignments[range.upperBound - 1].end) : nil
                    parts.append(TextPart(id, content, from: start, to: end))
                case .text(let range):
                    var pieces = TextPieces(text, range, beginsText: beginsText && range.lowerBound == 0)
                    try pieces.apply(preTokenizers)
                    var tokens = PieceTokens()
                    try model.tokenize(pieces, into: &tokens)
                    parts.append(TextPart(pieces, tokens))
                }
            }
        }
    }

    private func encoding(of parts: [TextPart], typeID: Int, hasDetails: Bool) -> Encoding {
        var encoding = Encoding(hasDetails: hasDetails)
        encoding.reserveCapacity(parts.reduce(0) { $0 + $1.tokenCount })
        var wordID = 0
        for part in parts {
            switch part {
            case .addedToken(let id, let content, let offsets):
                encoding.append(
                    id, token: content, offsets: offsets, wordID: wordID, typeID: typeID, isSpecial: false)
                wordID += 1
            case .pieces(let pieces, let tokens):
                encoding.append(tokens, of: pieces, by: model, firstWordID: wordID, typeID: typeID)
                wordID += pieces.pieces.count
            }
        }
        return encoding
    }
}
