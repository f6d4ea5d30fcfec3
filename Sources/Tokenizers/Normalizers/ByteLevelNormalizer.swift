/// Writes every byte as the character that stands for it in a byte-level vocabulary.
struct ByteLevelNormalizer: Normalizer {
    init(_ field: Field) throws(TokenizerError) {}

    var growth: Double { 2 }

    func normalize(_ text: inout NormalizedText) { text.rewrite { $0.writeByteLevel() } }
}

extension TextRewriter {
    /// Writes the rest of the text as the characters that stand for its bytes.
    mutating func writeByteLevel() {
        while position < source.count {
            let start = position
            put(ByteLevelAlphabet.character(of: source[start]), change: 0)
            for byte in source[(start + 1)..<position] { put(ByteLevelAlphabet.character(of: byte), change: 1) }
        }
    }
}
