import JSON

/// The files of a tokenizer, which every format of a language model has beside its weights.
struct TokenizerFiles {
    let folder: ModelFolder

    private static let names = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja", "chat_template.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer.model",
        "spiece.model", "sentencepiece.bpe.model",
    ]
    /// Where transformers keeps chat templates beyond the first.
    private static let templatesFolder = "additional_chat_templates"

    /// The files that are there, relative to the folder.
    var present: [String] {
        Self.names.filter { folder.has($0) }
            + folder.names(in: Self.templatesFolder, endingIn: ".jinja").map { "\(Self.templatesFolder)/\($0)" }
    }

    /// Copies the files into a folder.
    func copy(to destination: ModelFolder) throws(ModelBuilderError) {
        let names = present
        if names.contains(where: { $0.hasPrefix(Self.templatesFolder) }) {
            try destination.createFolder(Self.templatesFolder)
        }
        for name in names { try folder.copy(name, to: destination) }
    }

    /// What the tokenizer says of its special tokens, as ids.
    struct SpecialTokens {
        var beginning: Int?
        var end: Int?
        var padding: Int?
    }

    /// The ids of the special tokens that tokenizer_config.json names, or special_tokens_map.json.
    func specialTokens() throws(ModelBuilderError) -> SpecialTokens {
        let configuration = try folder.objectIfPresent("tokenizer_config.json") ?? JSONObject()
        let map = try folder.objectIfPresent("special_tokens_map.json") ?? JSONObject()
        let keys = ["bos_token", "eos_token", "pad_token"]
        let texts = keys.map { key in Self.text(configuration[key]) ?? Self.text(map[key]) }
        guard texts.contains(where: { $0 != nil }), folder.has("tokenizer.json") else { return SpecialTokens() }
        let tokenizer = try folder.object("tokenizer.json", most: ModelFolder.mostTokenizerBytes)
        let ids = texts.map { $0.flatMap { Self.id(of: $0, in: tokenizer) } }
        return SpecialTokens(beginning: ids[0], end: ids[1], padding: ids[2])
    }

    /// A token's text, which older files put into an object.
    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue ?? value?["content"]?.stringValue
    }

    private static func id(of text: String, in tokenizer: JSONObject) -> Int? {
        for token in tokenizer["added_tokens"]?.arrayValue ?? [] where token["content"]?.stringValue == text {
            return token["id"]?.integerValue.map { Int($0) }
        }
        return tokenizer["model"]?["vocab"]?[text]?.integerValue.map { Int($0) }
    }
}
