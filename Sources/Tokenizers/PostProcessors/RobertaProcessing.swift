/// Puts every text between special tokens, a second one between two separators; all of them are of type 0.
struct RobertaProcessing: PostProcessor {
    private let separator: SpecialToken
    private let classifier: SpecialToken
    private let trimsOffsets: Bool
    private let addsPrefixSpace: Bool

    init(_ field: Field) throws(TokenizerError) {
        separator = try SpecialToken(field.required("sep"))
        classifier = try SpecialToken(field.required("cls"))
        trimsOffsets = try field.required("trim_offsets").bool()
        addsPrefixSpace = try field.required("add_prefix_space").bool()
    }

    func addedTokenCount(isPair: Bool) -> Int { isPair ? 4 : 2 }

    func process(_ encodings: inout [Encoding], addSpecialTokens: Bool) {
        for index in encodings.indices {
            if trimsOffsets { encodings[index].trimOffsets(afterPrefixSpace: addsPrefixSpace) }
            encodings[index].setTypeID(0)
            guard addSpecialTokens else { continue }
            for part in encodings[index].overflowing.indices { encodings[index].overflowing[part].setTypeID(0) }
            encodings[index].surround(
                by: index == 0 ? classifier : separator, separator, typeID: 0, sequenceID: min(index, 1))
        }
    }
}
