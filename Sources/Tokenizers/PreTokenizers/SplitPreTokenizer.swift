/// Cuts a text at what matches a pattern.
struct SplitPreTokenizer: PreTokenizer {
    private let pattern: TextPattern
    private let behavior: SplitBehavior
    private let inverts: Bool

    init(_ field: Field) throws(TokenizerError) {
        pattern = try TextPattern(field.required("pattern"))
        behavior = try field.required("behavior").choice()
        inverts = try field.required("invert").bool()
    }

    func split(_ pieces: inout TextPieces) throws(EncodingFailure) {
        try pieces.split(behavior, invert: inverts) { piece, match throws(EncodingFailure) in
            try pattern.forEachMatch(in: piece, match)
        }
    }
}
