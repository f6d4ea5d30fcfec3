/// The added tokens of a tokenizer, with the ids that Hugging Face gives them and the matchers that find them.
struct AddedTokens: Sendable {
    /// The ids of the tokens by content.
    private(set) var ids: Vocabulary
    /// What decoding shows for an id: the content, in its normalized form where that is what is looked for.
    private(set) var texts: [Int: [UInt8]] = [:]
    /// The ids that decoding leaves out when special tokens are to be skipped.
    private(set) var specialIDs: Set<Int> = []
    /// Finds the tokens that stand in the text as it is given.
    let rawMatcher: AddedTokenMatcher
    /// Finds the tokens that stand in the normalized text.
    let normalizedMatcher: AddedTokenMatcher

    /// Reads the added tokens of a file; none for a missing field.
    ///
    /// A token whose content the model knows has the model's id. Any other has the next free one: the file states ids
    /// too, but Hugging Face numbers the tokens anew, and so what a model was trained with are the new numbers.
    init(
        _ field: Field?, vocabulary: Vocabulary, normalize: ([UInt8]) throws(EncodingFailure) -> [UInt8]
    ) throws(TokenizerError) {
        let fields = try field?.elements() ?? []
        ids = Vocabulary(capacity: fields.count, idBound: 0)
        var tokens: [Int: AddedToken] = [:]
        var specialContents: Set<[UInt8]> = []
        var nextID = vocabulary.count
        for field in fields {
            let token = try AddedToken(field)
            guard !token.content.isEmpty else { continue }
            let known = ids.id(of: token.content) ?? vocabulary.id(of: token.content)
            let id = known ?? nextID
            if known == nil { nextID += 1 }
            if ids.id(of: token.content) == nil { ids.insert(token.content, id: id) }
            tokens[id] = token
            if token.isSpecial { specialContents.insert(Array(token.content.utf8)) }
        }

        var raw: [AddedTokenMatcher.Pattern] = []
        var normalized: [AddedTokenMatcher.Pattern] = []
        for (id, token) in tokens.sorted(by: { $0.key < $1.key }) {
            let content = Array(token.content.utf8)
            let text: [UInt8]
            do {
                text = token.isNormalized ? try normalize(content) : content
            } catch {
                throw TokenizerError(field?.file ?? "", "the added token \(quoted(token.content)): \(error.reason)")
            }
            texts[id] = text
            let pattern = AddedTokenMatcher.Pattern(id: id, token: token, text: text)
            if token.isNormalized { normalized.append(pattern) } else { raw.append(pattern) }
        }
        rawMatcher = AddedTokenMatcher(raw)
        normalizedMatcher = AddedTokenMatcher(normalized)

        // Hugging Face skips what reads as a special token, be it an added token or one of the model's.
        specialIDs = Set(texts.lazy.filter { specialContents.contains($0.value) }.map(\.key))
        for content in specialContents {
            let id = content.withUnsafeBufferPointer { vocabulary.id(of: $0) }
            if let id, texts[id] == nil { specialIDs.insert(id) }
        }
    }
}
