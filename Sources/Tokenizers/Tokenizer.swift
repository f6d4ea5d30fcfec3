import JSON

/// A tokenizer.json: turns text into token ids and token ids into text, as Hugging Face's `tokenizers` does.
///
/// Truncation and padding that the file asks for are not applied, as transformers sets its own before each call.
public struct Tokenizer: Sendable {
    private let addedTokens: AddedTokens
    private let normalizers: [any Normalizer]
    private let preTokenizers: [any PreTokenizer]
    private let model: any TokenizerModel
    private let postProcessor: (any PostProcessor)?
    private let decoders: [any TokenDecoder]
    /// What decoding shows for every id.
    private let texts: TokenTexts

    /// Reads a tokenizer.json.
    /// - Throws: ``TokenizerError`` when the file cannot be read, breaks the format or names what is not supported.
    public init(contentsOfFile path: String) throws(TokenizerError) {
        let bytes = try fileContents(path)
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch {
            throw TokenizerError(path, bytes.isEmpty ? "is empty" : "is not valid JSON: \(error)")
        }
        try self.init(parsing: json, file: path)
    }

    /// Reads the contents of a tokenizer.json.
    /// - Parameter file: What error messages call the file.
    /// - Throws: ``TokenizerError`` when the contents break the format or name what is not supported.
    public init(parsing json: JSONValue, file: String) throws(TokenizerError) {
        let root = Field(file: file, path: "", value: json)
        _ = try root.object()
        if let version = root.member("version"), version.value != "1.0" {
            throw version.error("must be \"1.0\", found \(shown(version.value))")
        }
        let model = try TokenizerModels.read(root.required("model"))
        let normalizers = try normalizerCatalog.read(root.member("normalizer"))
        preTokenizers = try preTokenizerCatalog.read(root.member("pre_tokenizer"))
        postProcessor = try Self.postProcessor(root.member("post_processor"))
        let decoders = try decoderCatalog.read(root.member("decoder"))
        self.decoders = root.member("decoder") == nil ? [JoinDecoder()] : decoders
        try Self.checkGrowth(normalizers.map(\.growth), of: root.member("normalizer"))
        try Self.checkGrowth(decoders.map(\.growth), of: root.member("decoder"))
        addedTokens = try AddedTokens(root.member("added_tokens"), vocabulary: model.vocabulary) { text in
            Self.normalized(text, by: normalizers)
        }
        var texts = model.vocabulary.texts
        for (id, text) in addedTokens.texts { texts.set(id, text) }
        self.texts = texts
        self.model = model
        self.normalizers = normalizers
    }

    /// Reads the post-processor; a second one in a sequence would see what the first added as a text of its own.
    private static func postProcessor(_ field: Field?) throws(TokenizerError) -> (any PostProcessor)? {
        let postProcessors = try postProcessorCatalog.read(field)
        if let field, postProcessors.count > 1 {
            throw field.error("must hold one post-processor that adds tokens, found \(postProcessors.count)")
        }
        return postProcessors.first
    }

    /// Refuses replacements that make large texts of small ones, as a chain of them would without end.
    private static func checkGrowth(_ factors: [Double], of field: Field?) throws(TokenizerError) {
        let limit = 64.0
        if let field, factors.reduce(1, *) > limit {
            throw field.error("must not make text more than \(Int(limit)) times larger, but its replacements can")
        }
    }

    private static func normalized(_ text: [UInt8], by normalizers: [any Normalizer]) -> [UInt8] {
        var text = text
        for normalizer in normalizers { normalizer.normalize(&text) }
        return text
    }
}

extension Tokenizer {
    /// Returns the ids of the tokens of a text.
    /// - Parameter addSpecialTokens: Whether the post-processor adds the tokens that begin and end a text.
    public func encode(_ text: String, addSpecialTokens: Bool = true) -> [Int] {
        var ids: [Int] = []
        var text = text
        text.withUTF8 { utf8 in
            for part in addedTokens.rawMatcher.parts(of: utf8) {
                switch part {
                case .token(let id): ids.append(id)
                case .text(let range):
                    encode(UnsafeBufferPointer(rebasing: utf8[range]), beginsText: range.lowerBound == 0, to: &ids)
                }
            }
        }
        postProcessor?.process(&ids, addSpecialTokens: addSpecialTokens)
        return ids
    }

    /// Appends the ids of a text between added tokens, in which normalizing may show further ones.
    private func encode(_ text: UnsafeBufferPointer<UInt8>, beginsText: Bool, to ids: inout [Int]) {
        let normalized = Self.normalized(Array(text), by: normalizers)
        normalized.withUnsafeBufferPointer { utf8 in
            for part in addedTokens.normalizedMatcher.parts(of: utf8) {
                switch part {
                case .token(let id): ids.append(id)
                case .text(let range):
                    var pieces = TextPieces(Array(utf8[range]), beginsText: beginsText && range.lowerBound == 0)
                    for preTokenizer in preTokenizers { pieces = preTokenizer.split(pieces) }
                    model.appendIDs(of: pieces, to: &ids)
                }
            }
        }
    }

    /// Returns the text of token ids; ids that no token has are passed over, as Hugging Face does.
    public func decode(_ ids: some Sequence<Int>, skipSpecialTokens: Bool = false) -> String {
        var stream = makeDecodeStream(skipSpecialTokens: skipSpecialTokens)
        return stream.append(ids, areLast: true)
    }

    /// Starts to decode token ids that come one by one.
    public func makeDecodeStream(skipSpecialTokens: Bool) -> DecodeStream {
        DecodeStream(
            texts: texts, skippedIDs: skipSpecialTokens ? addedTokens.specialIDs : [], decoders: decoders)
    }

    /// The id of a token, or nil when there is no such token.
    public func id(of token: String) -> Int? {
        addedTokens.ids.id(of: token) ?? model.vocabulary.id(of: token)
    }

    /// The token of an id, or nil when there is no such id.
    public func token(of id: Int) -> String? { texts.string(of: id) }

    /// Whether decoding leaves an id out when special tokens are to be skipped.
    public func isSpecial(_ id: Int) -> Bool { addedTokens.specialIDs.contains(id) }

    /// The largest id plus one.
    public var vocabularySize: Int { texts.idBound }
}
