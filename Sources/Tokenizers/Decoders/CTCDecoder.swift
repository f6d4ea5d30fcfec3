/// Makes text of what a speech model hears: equal tokens in a row are one, and a pad token between them keeps them apart.
struct CTCDecoder: TokenDecoder {
    private let pad: LiteralReplacement?
    private let wordDelimiter: LiteralReplacement?
    private let cleansUp: Bool
    private var whole = WholeTokens()
    private var lastToken: [UInt8]?

    init(_ field: Field) throws(TokenizerError) {
        pad = Self.replacement(of: try field.required("pad_token").string(), by: "")
        wordDelimiter = Self.replacement(of: try field.required("word_delimiter_token").string(), by: " ")
        cleansUp = try field.required("cleanup").bool()
    }

    private static func replacement(of text: String, by replacement: String) -> LiteralReplacement? {
        if text.isEmpty { return nil }
        return LiteralReplacement(pattern: LiteralPattern(Array(text.utf8)), replacement: Array(replacement.utf8))
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        whole.forEach(in: tokens) { token in
            if let lastToken, lastToken.elementsEqual(token) { return }
            lastToken = Array(token)
            var text = Array(token)
            if let pad { text = pad.replacing(text) }
            if cleansUp {
                Cleanup.clean(&text)
                if let wordDelimiter { text = wordDelimiter.replacing(text) }
            }
            if text.isEmpty { return }
            output.utf8 += text
            output.endToken()
        }
        return output
    }
}
