/// Puts special tokens around the tokens of a text.
protocol PostProcessor: Sendable {
    /// Changes the ids of a text.
    func process(_ ids: inout [Int], addSpecialTokens: Bool)
}

/// The post-processors that tokenizer.json can name.
let postProcessorCatalog = StageCatalog<any PostProcessor>(
    name: "post_processor", listKey: "processors",
    readers: [("TemplateProcessing", TemplateProcessing.init(_:))])
