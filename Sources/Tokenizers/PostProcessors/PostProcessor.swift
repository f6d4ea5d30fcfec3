/// Puts special tokens around the tokens of a text or a pair, and corrects their offsets.
protocol PostProcessor: Sendable {
    /// How many tokens are added to a text, or to a pair.
    func addedTokenCount(isPair: Bool) -> Int

    /// Changes the encodings of a text or a pair; joined, those that are left are the result.
    func process(_ encodings: inout [Encoding], addSpecialTokens: Bool)
}

/// The post-processors that tokenizer.json can name.
let postProcessorCatalog = StageCatalog<any PostProcessor>(
    name: "post_processor", listKey: "processors",
    readers: [
        ("BertProcessing", BertProcessing.init(_:)),
        ("ByteLevel", ByteLevelPostProcessor.init(_:)),
        ("RobertaProcessing", RobertaProcessing.init(_:)),
        ("TemplateProcessing", TemplateProcessing.init(_:)),
    ])

extension [any PostProcessor] {
    /// Makes one encoding of those of a text or a pair.
    func process(_ encodings: [Encoding], addSpecialTokens: Bool) -> Encoding {
        let hasDetails = encodings.allSatisfy(\.hasDetails)
        var encodings = encodings
        if isEmpty {
            if encodings.count > 1 { for index in encodings.indices { encodings[index].setSequenceID(index) } }
            return Encoding(merging: encodings, hasDetails: hasDetails)
        }
        for index in encodings.indices {
            encodings[index].setSequenceID(index)
            encodings[index].setTypeID(index)
            for part in encodings[index].overflowing.indices {
                encodings[index].overflowing[part].setSequenceID(index)
            }
        }
        for processor in self { processor.process(&encodings, addSpecialTokens: addSpecialTokens) }
        return Encoding(merging: encodings, hasDetails: hasDetails)
    }
}
