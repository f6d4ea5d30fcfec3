/// Puts a text between a classification token and a separator, and a separator behind a second text.
struct BertProcessing: PostProcessor {
    private let separator: SpecialToken
    private let classifier: SpecialToken

    init(_ field: Field) throws(TokenizerError) {
        separator = try SpecialToken(field.required("sep"))
        classifier = try SpecialToken(field.required("cls"))
    }

    func addedTokenCount(isPair: Bool) -> Int { isPair ? 3 : 2 }

    func process(_ encodings: inout [Encoding], addSpecialTokens: Bool) {
        guard addSpecialTokens else { return }
        for index in encodings.indices {
            encodings[index].surround(
                by: index == 0 ? classifier : nil, separator, typeID: min(index, 1), sequenceID: min(index, 1))
        }
    }
}

extension Encoding {
    /// Puts a text between two special tokens, and what overflowed of it too.
    ///
    /// - Parameter first: The token in front, or nil for none.
    mutating func surround(by first: SpecialToken?, _ last: SpecialToken, typeID: Int, sequenceID: Int) {
        var encoding = Encoding(hasDetails: hasDetails)
        if let first { encoding.append(special: [first], typeID: typeID) }
        let start = encoding.count
        var text = self
        text.overflowing = []
        text.sequenceRanges = [:]
        // Whatever was special in the text is not so any more, as in Hugging Face.
        if hasDetails {
            text.specialTokensMask = [Int](repeating: 0, count: count)
            text.attentionMask = [Int](repeating: 1, count: count)
        }
        encoding.merge(text)
        encoding.append(special: [last], typeID: typeID)
        encoding.sequenceRanges = [sequenceID: start..<(encoding.count - 1)]
        encoding.overflowing = overflowing
        for index in encoding.overflowing.indices {
            encoding.overflowing[index].surround(by: first, last, typeID: typeID, sequenceID: sequenceID)
        }
        self = encoding
    }
}
