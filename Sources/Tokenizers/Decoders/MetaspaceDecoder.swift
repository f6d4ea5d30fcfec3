/// Writes the visible character of Metaspace as a space again, and leaves it out in the first token where it was added.
struct MetaspaceDecoder: TokenDecoder {
    private let addsPrefix: Bool
    private let inFirstToken: LiteralReplacement
    private let inOtherTokens: LiteralReplacement
    private var isFirstToken = true

    init(_ field: Field) throws(TokenizerError) {
        let metaspace = try Metaspace(field)
        let space = Array(String(metaspace.replacement).utf8)
        addsPrefix = metaspace.prependScheme != .never
        inFirstToken = LiteralReplacement(pattern: space, by: [])
        inOtherTokens = LiteralReplacement(pattern: space, by: [UInt8(ascii: " ")])
    }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count)
        output.ends.reserveCapacity(tokens.ends.count)
        tokens.forEachPart { part, endsToken in
            // A single character is never cut, so nothing of it is left over.
            var matched = 0
            let replacement = isFirstToken && addsPrefix ? inFirstToken : inOtherTokens
            replacement.append(part, to: &output.utf8, matched: &matched)
            if endsToken {
                isFirstToken = false
                output.endToken()
            }
        }
        return output
    }
}
