/// Takes every piece for one token.
struct WordLevel: TokenizerModel {
    let vocabulary: Vocabulary
    private let unknown: UnknownToken

    init(_ field: Field) throws(TokenizerError) {
        vocabulary = try Vocabulary(field.required("vocab"))
        unknown = UnknownToken(try field.required("unk_token").string(), in: vocabulary)
    }

    func tokenize(_ pieces: TextPieces, into tokens: inout PieceTokens) throws(EncodingFailure) {
        try pieces.forEach { piece throws(EncodingFailure) in
            let known = vocabulary.id(of: piece).map(Int32.init(truncatingIfNeeded:))
            let id = if let known { known } else { try unknown.id() }
            tokens.tokens.append(ModelToken(id: id, start: 0, end: piece.count))
            tokens.endPiece()
        }
    }
}

/// The token for what a model does not know.
struct UnknownToken: Sendable {
    private let name: String?
    private let known: Int32?

    /// - Parameter name: What the file calls the token; nil for a model without one.
    init(_ name: String?, in vocabulary: Vocabulary) {
        self.name = name
        known = name.flatMap { vocabulary.id(of: $0) }.map(Int32.init(truncatingIfNeeded:))
    }

    /// The token's id, which is asked for only when a text has something unknown.
    func id() throws(EncodingFailure) -> Int32 {
        if let known { return known }
        throw .init(
            "the text has what is not in the vocabulary, and neither is the unknown token \(quoted(name ?? "")) in it")
    }
}
