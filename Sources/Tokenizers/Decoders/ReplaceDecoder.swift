/// Replaces every occurrence of a string in a token by another.
struct ReplaceDecoder: TokenDecoder {
    private let replacement: LiteralReplacement
    /// How many bytes of the token so far are kept back, being the beginning of the string to replace.
    private var matched = 0

    init(_ field: Field) throws(TokenizerError) { replacement = try LiteralReplacement(field) }

    var growth: Double { replacement.growth }

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        if matched == 0 && !tokens.utf8.contains(replacement.pattern[0]) { return tokens }
        var output = TokenParts()
        output.utf8.reserveCapacity(tokens.utf8.count + matched)
        output.ends.reserveCapacity(tokens.ends.count)
        output.utf8 += replacement.pattern[..<matched]
        tokens.forEachPart { part, endsToken in
            replacement.append(part, to: &output.utf8, matched: &matched)
            if endsToken {
                matched = 0
                output.endToken()
            }
        }
        output.utf8.removeLast(matched)
        return output
    }
}
