/// A token beside the model's own, found in a text before the model sees it.
struct AddedToken: Sendable {
    let content: String
    /// Whether the token is matched only where no word character is beside it.
    let isSingleWord: Bool
    /// Whether the token takes the white space before it.
    let stripsLeft: Bool
    /// Whether the token takes the white space after it.
    let stripsRight: Bool
    /// Whether the token is looked for in the normalized text, in its normalized form.
    let isNormalized: Bool
    /// Whether decoding can leave the token out.
    let isSpecial: Bool

    init(_ field: Field) throws(TokenizerError) {
        content = try field.required("content").string()
        _ = try field.required("id").id()
        isSingleWord = try field.member("single_word").bool(default: false)
        stripsLeft = try field.member("lstrip").bool(default: false)
        stripsRight = try field.member("rstrip").bool(default: false)
        isSpecial = try field.member("special").bool(default: false)
        isNormalized = try field.member("normalized").bool(default: !isSpecial)
    }
}
