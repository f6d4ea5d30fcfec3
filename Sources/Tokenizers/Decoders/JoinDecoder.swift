/// Puts a space between tokens, which is how a tokenizer without a decoder decodes.
struct JoinDecoder: TokenDecoder {
    private var isFirstToken = true

    mutating func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        var output = TokenParts()
        // It comes first and so sees whole tokens.
        tokens.forEachPart { part, _ in
            if !isFirstToken { output.utf8.append(UInt8(ascii: " ")) }
            isFirstToken = false
            output.utf8 += part
            output.endToken()
        }
        return output
    }
}
