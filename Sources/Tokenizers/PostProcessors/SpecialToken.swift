/// A token that a post-processor adds.
struct SpecialToken: Sendable {
    let content: String
    let id: Int

    init(content: String, id: Int) {
        self.content = content
        self.id = id
    }

    /// Reads a pair of the content and the id.
    init(_ field: Field) throws(TokenizerError) {
        let pair = try field.elements()
        guard pair.count == 2 else { throw field.error("must be a token and its id, found \(pair.count) elements") }
        self.init(content: try pair[0].string(), id: try pair[1].id())
    }
}
