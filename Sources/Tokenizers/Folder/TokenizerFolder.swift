import JSON

/// A model folder's tokenizer with what the folder says of it, as transformers 5's `AutoTokenizer` loads it.
///
/// A folder is more than its tokenizer.json: its tokenizer_config.json names the class of the tokenizer, which for some classes builds
/// everything but the vocabulary anew, and special tokens; and a folder without a tokenizer.json has a SentencePiece model, a
/// vocab.txt, or a vocab.json with merges.txt.
public struct TokenizerFolder: Sendable {
    public let tokenizer: Tokenizer
    /// The name of the class that the tokenizer was loaded as, which transformers calls it.
    public let className: String
    /// The number of tokens that the model takes, or nil when the folder does not say.
    public let modelMaxLength: Int?
    /// Whether batches are padded on the left.
    public let padsLeft: Bool
    /// Whether texts that are too long lose their beginning.
    public let truncatesLeft: Bool

    /// Loads a folder.
    /// - Parameters:
    ///   - className: The class of transformers to load it as, whatever the folder says; `AutoTokenizer` and names that
    ///     transformers does not have leave the choice to the folder, as nil does.
    ///   - modelType: The model's type, such as `phi3`, where the folder has no config.json to say it.
    /// - Throws: ``TokenizerError`` when a file is missing or cannot be used, or names what is not supported.
    public init(_ path: String, className: String? = nil, modelType: String? = nil) throws(TokenizerError) {
        let files = try TokenizerFiles(path)
        let tokenizerClass = try TokenizerClass.chosen(for: files, className: className, modelType: modelType)
        var assembly = try FolderTokenizer(files, tokenizerClass)
        let json = try assembly.assembled()
        tokenizer = try Tokenizer(parsing: json, file: files.tokenizer?.file ?? path)
        self.className = tokenizerClass.rawValue
        let settings = assembly.settings
        modelMaxLength = (settings["model_max_length"] ?? settings["max_len"]).flatMap(Self.length)
        padsLeft = try Self.isLeft(settings["padding_side"], files, "padding_side") ?? assembly.padsLeft
        truncatesLeft = try Self.isLeft(settings["truncation_side"], files, "truncation_side") ?? false
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
}

extension Tokenizer {
    /// Loads the tokenizer of a model folder as transformers 5 loads it.
    /// - Throws: ``TokenizerError`` when a file is missing or cannot be used, or names what is not supported.
    public init(modelFolder path: String) throws(TokenizerError) {
        self = try TokenizerFolder(path).tokenizer
    }
}
