/// Cuts a text as GPT-2 does and writes its bytes as characters.
struct ByteLevelPreTokenizer: PreTokenizer {
    private let addsPrefixSpace: Bool
    private let pattern: TextPattern?
    /// Whether bytes are written as characters; a model of bytes needs none of that.
    var writesCharacters = true

    /// GPT-2's pieces.
    private static let regex = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    init(_ field: Field) throws(TokenizerError) {
        addsPrefixSpace = try field.required("add_prefix_space").bool()
        _ = try field.required("trim_offsets").bool()
        let cuts = try field.member("use_regex").bool(default: true)
        pattern = cuts ? try TextPattern(regex: Self.regex, field) : nil
    }

    func split(_ pieces: inout TextPieces) throws(EncodingFailure) {
        if addsPrefixSpace {
            let space = UInt8(ascii: " ")
            pieces.rewrite { piece, _ in
                if piece.source.first != space { piece.prepend([space]) }
            }
        }
        if let pattern {
            try pieces.split(.isolated) { piece, match throws(EncodingFailure) in
                try pattern.forEachMatch(in: piece, match)
            }
        }
        if writesCharacters { pieces.rewrite { piece, _ in piece.writeByteLevel() } }
    }
}
