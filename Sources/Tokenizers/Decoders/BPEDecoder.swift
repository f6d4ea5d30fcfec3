/// Makes spaces of the suffix that ends words; the last token's is left out.
struct BPEDecoder: TokenDecoder {
    private let betweenTokens: LiteralReplacement?
    private let atEnd: LiteralReplacement?
    private var whole = WholeTokens()
    /// What of the last token follows from whether it is the last.
    private var open: [UInt8]?

    init(_ field: Field) throws(TokenizerError) {
        let suffix = Array(try field.required("suffix").string().utf8)
        let pattern = suffix.isEmpty ? nil : LiteralPattern(suffix)
        betweenTokens = pattern.map { LiteralReplacement(pattern: $0, replacement: [UInt8(ascii: " ")]) }
        atEnd = pattern.map { LiteralReplacement(pattern: $0, replacement: []) }
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        var whole = whole
        defer { self.whole = whole }
        whole.forEach(in: tokens) { token in
            endToken(betweenTokens, &output)
            var certain = token.count
            if let betweenTokens {
                betweenTokens.pattern.forEachMatch(in: token) { certain = min(certain, $0.lowerBound) }
            }
            output.utf8 += token[..<certain]
            open = Array(token[certain...])
        }
        if areLast { endToken(atEnd, &output) }
        return output
    }

    private mutating func endToken(_ replacement: LiteralReplacement?, _ output: inout TokenParts) {
        guard let open else { return }
        output.utf8 += replacement?.replacing(open) ?? open
        output.endToken()
        self.open = nil
    }
}
