/// Puts texts and special tokens together as templates say, one for a text and one for a pair.
struct TemplateProcessing: PostProcessor {
    private let single: Template
    private let pair: Template

    /// What a template puts together.
    private enum Piece: Sendable {
        case sequence(index: Int, typeID: Int)
        case specialTokens([SpecialToken], typeID: Int)
    }

    private struct Template: Sendable {
        var pieces: [Piece] = []
        var addedCount = 0
    }

    /// So many special tokens around one text are taken for a mistake.
    private static let tokenLimit = 1 << 16
    /// So many times one text is taken for a mistake.
    private static let sequenceLimit = 16

    init(_ field: Field) throws(TokenizerError) {
        let specialTokens = try Self.specialTokens(field.member("special_tokens"))
        single = try Self.template(field.required("single"), specialTokens, of: field, sequences: ["A"])
        pair = try Self.template(field.required("pair"), specialTokens, of: field, sequences: ["A", "B"])
    }

    private static func specialTokens(_ field: Field?) throws(TokenizerError) -> [String: [SpecialToken]] {
        var specialTokens: [String: [SpecialToken]] = [:]
        guard let field else { return specialTokens }
        for name in try field.object().keys {
            guard let token = field.member(name) else { continue }
            let ids = try token.required("ids").elements()
            let contents = try token.required("tokens").elements()
            guard ids.count == contents.count else {
                throw token.error("must have as many ids as tokens, found \(ids.count) and \(contents.count)")
            }
            var tokens: [SpecialToken] = []
            for (id, content) in zip(ids, contents) {
                tokens.append(SpecialToken(content: try content.string(), id: try id.id()))
            }
            specialTokens[name] = tokens
        }
        return specialTokens
    }

    private static func template(
        _ field: Field, _ specialTokens: [String: [SpecialToken]], of stage: Field, sequences: [String]
    ) throws(TokenizerError) -> Template {
        var template = Template()
        var sequenceCount = 0
        for piece in try field.elements() {
            if let sequence = piece.member("Sequence") {
                let name = try sequence.required("id").string()
                guard let index = sequences.firstIndex(of: name) else {
                    let known = sequences.joined(separator: " or ")
                    throw sequence.error("must name the text \(known), found \(quoted(name))")
                }
                sequenceCount += 1
                guard sequenceCount <= sequenceLimit else {
                    throw field.error("must have at most \(sequenceLimit) texts, found more")
                }
                template.pieces.append(.sequence(index: index, typeID: try sequence.required("type_id").id()))
            } else if let token = piece.member("SpecialToken") {
                let name = try token.required("id").string()
                guard let tokens = specialTokens[name] else {
                    throw stage.error("names the special token \(quoted(name)), which is not in its special_tokens")
                }
                template.addedCount += tokens.count
                guard template.addedCount <= tokenLimit else {
                    throw field.error("must add at most \(tokenLimit) tokens, found more")
                }
                template.pieces.append(.specialTokens(tokens, typeID: try token.required("type_id").id()))
            } else {
                throw piece.error("must hold a Sequence or a SpecialToken, found \(shown(piece.value))")
            }
        }
        return template
    }

    func addedTokenCount(isPair: Bool) -> Int { isPair ? pair.addedCount : single.addedCount }

    func process(_ encodings: inout [Encoding], addSpecialTokens: Bool) {
        let template = encodings.count == 2 ? pair : single
        encodings = template.pieces.compactMap { piece in
            switch piece {
            case .sequence(let index, let typeID):
                guard encodings.indices.contains(index) else { return nil }
                var encoding = encodings[index]
                encoding.setTypeID(typeID)
                encoding.setSequenceID(index)
                return encoding
            case .specialTokens(let tokens, let typeID):
                guard addSpecialTokens else { return nil }
                var encoding = Encoding(hasDetails: encodings[0].hasDetails)
                encoding.append(special: tokens, typeID: typeID)
                return encoding
            }
        }
    }
}
