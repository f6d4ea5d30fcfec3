import JSON

/// A model folder's tokenizer with what the folder says of it, as transformers 5's `AutoTokenizer` loads it.
///
/// A folder is more than its tokenizer.json: its tokenizer_config.json names the class of the tokenizer, which for some classes builds
/// everything but the vocabulary anew, and special tokens; and a folder without a tokenizer.json has a SentencePiece model, a
/// vocab.txt, or a vocab.json with merges.txt.
public struct TokenizerFolder: Sendable {
    public let tokenizer: Tokenizer
    /// The special tokens that have a name, such as `bos_token`, as far as they are set.
    public let specialTokens: [(name: String, content: String)]
    /// The chat templates by name; the one without a name is called `default`.
    public let chatTemplates: [(name: String, text: String)]
    /// The number of tokens that the model takes, or nil when the folder does not say.
    public let modelMaxLength: Int?
    /// Whether batches are padded on the left.
    public let padsLeft: Bool
    /// Whether texts that are too long lose their beginning.
    public let truncatesLeft: Bool

    /// Loads a folder.
    /// - Throws: ``TokenizerError`` when a file is missing or cannot be used, or names what is not supported.
    public init(_ path: String) throws(TokenizerError) {
        let files = try TokenizerFiles(path)
        var assembly = try FolderTokenizer(files)
        let json = try assembly.assembled()
        tokenizer = try Tokenizer(parsing: json, file: files.tokenizer?.file ?? path)
        specialTokens = assembly.namedTokens.map { ($0.name, $0.token.content) }
        chatTemplates = try Self.chatTemplates(of: files)
        let settings = assembly.settings
        modelMaxLength = (settings["model_max_length"] ?? settings["max_len"]).flatMap(Self.length)
        padsLeft = try Self.isLeft(settings["padding_side"], files, "padding_side") ?? assembly.padsLeft
        truncatesLeft = try Self.isLeft(settings["truncation_side"], files, "truncation_side") ?? false
    }

    /// The template of a name, or nil when there is none.
    public func chatTemplate(named name: String = "default") -> String? {
        chatTemplates.first { $0.name == name }?.text
    }

    /// A length; transformers writes an enormous number where there is none.
    private static func length(_ value: JSONValue) -> Int? {
        guard let number = value.doubleValue, number >= 1, number < 1e12 else { return nil }
        return Int(number)
    }

    private static func isLeft(
        _ value: JSONValue?, _ files: TokenizerFiles, _ key: String
    ) throws(TokenizerError) -> Bool? {
        guard let value else { return nil }
        guard value == "left" || value == "right" else {
            let file = files.tokenizerConfig?.file ?? files.folder
            throw TokenizerError(file, "\(key) must be left or right, found \(shown(value))")
        }
        return value == "left"
    }

    /// Files count more than what tokenizer_config.json has.
    private static func chatTemplates(of files: TokenizerFiles) throws(TokenizerError) -> [(name: String, text: String)]
    {
        var templates: [(name: String, text: String)] = []
        if files.has("chat_template.jinja") { templates.append(("default", try files.text("chat_template.jinja"))) }
        templates += try files.additionalChatTemplates()
        guard templates.isEmpty, let field = files.tokenizerConfig?.member("chat_template") else { return templates }
        if let text = field.value.stringValue { return [("default", text)] }
        if let object = field.value.objectValue {
            for (name, _) in object { templates.append((name, try field.required(name).string())) }
            return templates
        }
        for element in try field.elements() {
            templates.append((try element.required("name").string(), try element.required("template").string()))
        }
        return templates
    }
}

extension Tokenizer {
    /// Loads the tokenizer of a model folder as transformers 5 loads it.
    /// - Throws: ``TokenizerError`` when a file is missing or cannot be used, or names what is not supported.
    public init(modelFolder path: String) throws(TokenizerError) {
        self = try TokenizerFolder(path).tokenizer
    }
}
