/// Cuts a text into words and into runs of what is neither in a word nor white space: `\w+|[^\w\s]+`.
struct WhitespacePreTokenizer: PreTokenizer {
    init(_ field: Field) throws(TokenizerError) {}

    func split(_ pieces: inout TextPieces) {
        pieces.split { piece, give in
            var start = 0
            var position = 0
            var last = ScalarClasses.whitespace
            while position < piece.count {
                let (scalar, end) = piece.validScalar(at: position)
                // A scalar of both kinds is of a word, as the expression looks for that first.
                let classes = ScalarClasses(of: scalar)
                let kind: ScalarClasses =
                    classes.intersects(.wholeWord) ? .wholeWord : classes.intersection(.whitespace)
                if kind != last {
                    if last != .whitespace { give(start..<position) }
                    start = position
                    last = kind
                }
                position = end
            }
            if last != .whitespace { give(start..<piece.count) }
        }
    }
}
