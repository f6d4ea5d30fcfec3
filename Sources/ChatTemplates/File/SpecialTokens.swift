import JSON

/// The special tokens that a tokenizer's configuration sets, which templates can name.
enum SpecialTokens {
    private static let standard = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// Reads them from `tokenizer_config.json`, and from `special_tokens_map.json` where the configuration is of the old
    /// kind that does not list its added tokens.
    static func read(_ config: JSONObject, folder: String) throws(ChatTemplateError) -> JSONObject {
        var fields = config
        let path = "\(folder)/special_tokens_map.json"
        if config["added_tokens_decoder"] == nil, TextFile.exists(path),
            let map = try? JSONValue(parsing: try TextFile.bytes(path)).objectValue
        {
            for (key, value) in map { fields[key] = value }
        }
        var tokens: JSONObject = [:]
        for name in standard {
            guard let value = fields[name], !value.isNull else { continue }
            guard let token = text(value) else {
                throw Failure(
                    .input, "\(folder)/tokenizer_config.json: \(name): expected a token, got \(value.kindName)")
            }
            tokens[name] = .string(token)
        }
        // Tokens of the model's own: other names that end alike, and those that are listed with names.
        for (name, value) in fields where name.hasSuffix("_token") && !standard.contains(name) {
            if let token = text(value) { tokens[name] = .string(token) }
        }
        for (name, value) in fields["extra_special_tokens"]?.objectValue ?? [:] {
            if let token = text(value) { tokens[name] = .string(token) }
        }
        return tokens
    }

    /// A token that is written as text, or as an object with its content.
    private static func text(_ value: JSONValue) -> String? { value.stringValue ?? value["content"]?.stringValue }
}
