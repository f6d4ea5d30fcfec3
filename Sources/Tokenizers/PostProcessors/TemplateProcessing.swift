/// Puts the special tokens of a template before and after the tokens of a text.
struct TemplateProcessing: PostProcessor {
    private var prefix: [Int] = []
    private var suffix: [Int] = []
    /// Whether the template has the text in it at all.
    private var hasText = false

    /// So many special tokens around one text are taken for a mistake.
    private static let tokenLimit = 1 << 16

    init(_ field: Field) throws(TokenizerError) {
        let specialTokens = field.member("special_tokens")
        for piece in try field.required("single").elements() {
            if let sequence = piece.member("Sequence") {
                let name = try sequence.required("id").string()
                guard name == "A", !hasText else {
                    throw sequence.error("must be the only one and name A, found \(quoted(name))")
                }
                hasText = true
            } else if let token = piece.member("SpecialToken") {
                let ids = try Self.ids(of: token.required("id").string(), in: specialTokens, of: field)
                if hasText { suffix += ids } else { prefix += ids }
                guard prefix.count + suffix.count <= Self.tokenLimit else {
                    throw field.error("must add at most \(Self.tokenLimit) tokens, found more")
                }
            } else {
                throw piece.error("must hold a Sequence or a SpecialToken, found \(shown(piece.value))")
            }
        }
    }

    private static func ids(
        of name: String, in specialTokens: Field?, of field: Field
    ) throws(TokenizerError) -> [Int] {
        guard let token = specialTokens?.member(name) else {
            throw field.error("names the special token \(quoted(name)), which is not in its special_tokens")
        }
        var ids: [Int] = []
        for id in try token.required("ids").elements() { ids.append(try id.id()) }
        return ids
    }

    func process(_ ids: inout [Int], addSpecialTokens: Bool) {
        if !hasText { ids = [] }
        guard addSpecialTokens else { return }
        ids.insert(contentsOf: prefix, at: 0)
        ids += suffix
    }
}
