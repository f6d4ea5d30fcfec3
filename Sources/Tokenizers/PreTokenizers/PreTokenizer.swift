/// Cuts a text into the pieces that the model turns into tokens one by one.
protocol PreTokenizer: Sendable {
    /// Returns the pieces that pieces are cut into; their bytes may change on the way.
    func split(_ pieces: TextPieces) -> TextPieces
}

/// The pre-tokenizers that tokenizer.json can name.
let preTokenizerCatalog = StageCatalog<any PreTokenizer>(
    name: "pre_tokenizer", listKey: "pretokenizers",
    readers: [("Metaspace", MetaspacePreTokenizer.init(_:))])
