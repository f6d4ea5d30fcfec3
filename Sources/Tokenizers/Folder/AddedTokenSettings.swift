import JSON

/// An added token as configuration files describe it.
struct AddedTokenSettings: Hashable {
    var content: String
    var isSingleWord = false
    var stripsLeft = false
    var stripsRight = false
    var isNormalized: Bool
    var isSpecial: Bool

    /// A token that is named by its content alone.
    init(_ content: String, isSpecial: Bool = true, isNormalized: Bool? = nil, stripsLeft: Bool = false) {
        self.content = content
        self.isSpecial = isSpecial
        self.isNormalized = isNormalized ?? !isSpecial
        self.stripsLeft = stripsLeft
    }

    /// Reads an object with a content and what it says of flags.
    init(_ field: Field) throws(TokenizerError) {
        isSpecial = try field.member("special").bool(default: false)
        content = try field.required("content").string()
        isSingleWord = try field.member("single_word").bool(default: false)
        stripsLeft = try field.member("lstrip").bool(default: false)
        stripsRight = try field.member("rstrip").bool(default: false)
        isNormalized = try field.member("normalized").bool(default: !isSpecial)
    }

    /// The token as tokenizer.json has it.
    func json(id: Int) -> JSONValue {
        [
            "id": .integer(Int64(id)), "content": .string(content), "single_word": .bool(isSingleWord),
            "lstrip": .bool(stripsLeft), "rstrip": .bool(stripsRight), "normalized": .bool(isNormalized),
            "special": .bool(isSpecial),
        ]
    }
}
