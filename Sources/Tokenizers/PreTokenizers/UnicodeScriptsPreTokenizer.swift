/// Cuts a text where the script changes; spaces go with any script.
struct UnicodeScriptsPreTokenizer: PreTokenizer {
    init(_ field: Field) throws(TokenizerError) {}

    func split(_ pieces: inout TextPieces) {
        pieces.split { piece, give in
            var last: ScalarScript?
            var start: Int?
            var position = 0
            while position < piece.count {
                let (scalar, end) = piece.validScalar(at: position)
                let script = ScalarScript(of: scalar)
                if !script.isAny {
                    if last != script {
                        // What is before the first script belongs to no piece, as in Hugging Face.
                        if let start { give(start..<position) }
                        start = position
                    }
                    last = script
                }
                position = end
            }
            if let start { give(start..<piece.count) }
        }
    }
}
