import Tokenizers

/// What single tokens add to a text, as bytes: a token may be a part of a character.
///
/// Transformers looks for stop strings in the same pieces.
package struct TokenPieces: Sendable {
    private let tokenizer: Tokenizer
    /// An ordinary text before the token, so that decoding treats it as one in the middle.
    private let prefix: [Int]
    private let prefixText: String

    init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        let text = "abcdef"
        prefix = (try? tokenizer.encode(text, addSpecialTokens: false)) ?? []
        prefixText = tokenizer.decode(prefix).hasSuffix(text) ? tokenizer.decode(prefix) : ""
    }

    /// The bytes that a token adds in the middle of a text.
    func bytes(of id: Int) -> [UInt8] {
        if tokenizer.decodesByteTokens, let byte = tokenizer.token(of: id).flatMap(TokenPieces.byte(ofHexadecimal:)) {
            return [byte]
        }
        let text = tokenizer.decode(prefix + [id])
        if !prefixText.isEmpty, text.utf8.starts(with: prefixText.utf8) {
            return Array(text.utf8.dropFirst(prefixText.utf8.count))
        }
        return Array(tokenizer.decode(CollectionOfOne(id)).utf8)
    }

    /// Whether a token is left out of texts.
    func isSpecial(_ id: Int) -> Bool { tokenizer.isSpecial(id) }

    private static func byte(ofHexadecimal token: String) -> UInt8? {
        let characters = Array(token.utf8)
        guard characters.count == 6, token.hasPrefix("<0x"), token.hasSuffix(">") else { return nil }
        let digits = characters[3..<5]
        // The initializer takes a sign, which a byte's name has not.
        guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
