/// Writes spaces as a visible character and cuts a text before each.
struct MetaspacePreTokenizer: PreTokenizer {
    private let metaspace: Metaspace
    private let replacement: LiteralPattern
    private let space = LiteralPattern(" ")

    init(_ field: Field) throws(TokenizerError) {
        metaspace = try Metaspace(field)
        replacement = LiteralPattern(metaspace.replacement)
    }

    /// Whether a piece must know if it begins the user's text.
    var asksForBegin: Bool { metaspace.prependScheme == .first }

    func split(_ pieces: inout TextPieces) {
        pieces.rewrite { piece, beginsText in
            let isPrepended =
                switch metaspace.prependScheme {
                case .always: true
                case .first: beginsText
                case .never: false
                }
            if isPrepended, piece.source.first != UInt8(ascii: " "),
                !piece.source.starts(with: replacement.text)
            {
                piece.prepend(replacement.text)
            }
            space.forEachMatch(in: piece.source) { match in
                piece.keep(upTo: match.lowerBound)
                piece.remove(upTo: match.upperBound)
                piece.insert(replacement.text)
            }
        }
        guard metaspace.splits else { return }
        pieces.split(.mergedWithNext) { replacement.forEachMatch(in: $0, $1) }
    }
}
