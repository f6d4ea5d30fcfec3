/// Cuts a text into pieces of so many scalars.
struct FixedLengthPreTokenizer: PreTokenizer {
    private let length: Int

    init(_ field: Field) throws(TokenizerError) {
        length = try field.member("length")?.count() ?? 5
        guard length > 0 else { throw field.error("must have a length of 1 or more, found 0") }
    }

    func split(_ pieces: inout TextPieces) {
        pieces.split { piece, give in
            var start = 0
            var count = 0
            for position in piece.indices where piece[position] & 0xC0 != 0x80 {
                if count == length {
                    give(start..<position)
                    start = position
                    count = 0
                }
                count += 1
            }
            give(start..<piece.count)
        }
    }
}
