/// A part of a text that has become tokens: an added token, or the text between two.
enum TextPart {
    case addedToken(id: Int, content: String, Encoding.Offsets)
    case pieces(TextPieces, PieceTokens)

    /// Makes an added token's part.
    ///
    /// - Parameters:
    ///   - content: What was found in the text, with the white space that the token takes.
    ///   - start: How many scalars of the user's text are before it; nil where nobody asks.
    init(_ id: Int, _ content: UnsafeBufferPointer<UInt8>, from start: Int?, to end: Int?) {
        guard let start, let end else {
            self = .addedToken(id: id, content: "", Encoding.Offsets(0, 0))
            return
        }
        self = .addedToken(id: id, content: String(decoding: content, as: UTF8.self), Encoding.Offsets(start, end))
    }

    init(_ pieces: TextPieces, _ tokens: PieceTokens) { self = .pieces(pieces, tokens) }

    var tokenCount: Int {
        switch self {
        case .addedToken: 1
        case .pieces(_, let tokens): tokens.tokens.count
        }
    }
}
