/// Cuts a text into the pieces that the model turns into tokens one by one.
protocol PreTokenizer: Sendable {
    /// Cuts pieces into smaller ones, whose bytes may change on the way.
    func split(_ pieces: inout TextPieces) throws(EncodingFailure)
}

/// The pre-tokenizers that tokenizer.json can name.
let preTokenizerCatalog = StageCatalog<any PreTokenizer>(
    name: "pre_tokenizer", listKey: "pretokenizers",
    readers: [
        ("BertPreTokenizer", BertPreTokenizer.init(_:)),
        ("ByteLevel", ByteLevelPreTokenizer.init(_:)),
        ("CharDelimiterSplit", CharDelimiterSplit.init(_:)),
        ("Digits", DigitsPreTokenizer.init(_:)),
        ("FixedLength", FixedLengthPreTokenizer.init(_:)),
        ("Metaspace", MetaspacePreTokenizer.init(_:)),
        ("Punctuation", PunctuationPreTokenizer.init(_:)),
        ("Split", SplitPreTokenizer.init(_:)),
        ("UnicodeScripts", UnicodeScriptsPreTokenizer.init(_:)),
        ("Whitespace", WhitespacePreTokenizer.init(_:)),
        ("WhitespaceSplit", WhitespaceSplitPreTokenizer.init(_:)),
    ])
