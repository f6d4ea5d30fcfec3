/// Writes spaces as a visible character and cuts a text before each.
struct MetaspacePreTokenizer: PreTokenizer {
    private let metaspace: Metaspace

    init(_ field: Field) throws(TokenizerError) { metaspace = try Metaspace(field) }

    func split(_ pieces: TextPieces) -> TextPieces {
        let replacement = Array(String(metaspace.replacement).utf8)
        let space = UInt8(ascii: " ")
        var output = TextPieces(beginsText: pieces.beginsText)
        var start = 0
        for end in pieces.ends {
            let piece = pieces.utf8[start..<end]
            let beginsWithSpace = piece.first == space || piece.starts(with: replacement)
            let isPrepended =
                switch metaspace.prependScheme {
                case .always: true
                case .first: start == 0 && pieces.beginsText
                case .never: false
                }
            if isPrepended && !beginsWithSpace { output.append(replacement) }
            var position = start
            while position < end {
                let next = piece[position...].firstIndex { $0 == space || $0 == replacement[0] } ?? end
                output.append(piece[position..<next])
                position = next
                guard next < end else { break }
                if piece[next] == space {
                    position += 1
                } else if piece[next...].starts(with: replacement) {
                    position += replacement.count
                } else {
                    output.append(CollectionOfOne(piece[next]))
                    position += 1
                    continue
                }
                if metaspace.splits { output.endPiece() }
                output.append(replacement)
            }
            output.endPiece()
            start = end
        }
        return output
    }
}
