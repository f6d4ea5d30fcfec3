/// Makes one token of all tokens.
struct FuseDecoder: TokenDecoder {
    init(_ field: Field) throws(TokenizerError) {}

    func decode(_ tokens: TokenParts, areLast: Bool) -> TokenParts {
        TokenParts(utf8: tokens.utf8, ends: areLast ? [tokens.utf8.count] : [])
    }
}
