import JSON

/// A tokenizer.json: turns text into token ids and token ids into text, as Hugging Face's `tokenizers` does.
///
/// A text goes through the stages of the file in this order: added tokens that stand in the text as it is given;
/// normalizers; added tokens that stand in the normalized text; pre-tokenizers, which cut it into pieces; the model, which
/// makes tokens of every piece; truncation; post-processors, which add special tokens; padding.
public struct Tokenizer: Sendable {
    /// To which length texts are cut, or nil for any length: what the file says until something else is set.
    public var truncation: Truncation?
    /// To which length encodings are brought, or nil for none: what the file says until something else is set.
    public var padding: Padding?

    /// What error messages call the file.
    let file: String
    let addedTokens: AddedTokens
    let normalizers: [any Normalizer]
    let preTokenizers: [any PreTokenizer]
    let model: any TokenizerModel
    let postProcessors: [any PostProcessor]
    let decoders: [any TokenDecoder]
    /// What decoding shows for every id.
    let texts: TokenTexts
    /// Whether a pre-tokenizer needs alignments even where nobody asks for offsets.
    let needsAlignments: Bool

    /// Whether a token such as `<0xE3>` is decoded as a byte.
    public var decodesByteTokens: Bool { decoders.contains { $0 is ByteFallbackDecoder } }

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
        self.file = file
        let root = Field(file: file, path: "", value: json)
        _ = try root.object()
        if let version = root.member("version"), version.value != "1.0" {
            throw version.error("must be \"1.0\", found \(shown(version.value))")
        }
        truncation = try root.member("truncation").map(Truncation.init(_:))
        padding = try root.member("padding").map(Padding.init(_:))
        let model = try TokenizerModels.read(root.required("model"))
        let normalizers = try normalizerCatalog.read(root.member("normalizer"))
        let preTokenizers = try preTokenizerCatalog.read(root.member("pre_tokenizer"))
        postProcessors = try Self.postProcessors(root.member("post_processor"))
        let decoders = try decoderCatalog.read(root.member("decoder"))
        self.decoders = root.member("decoder") == nil ? [JoinDecoder()] : decoders
        for normalizer in normalizers { try Self.checkGrowth(normalizer.growth, of: root.member("normalizer")) }
        try Self.checkGrowth(decoders.map(\.growth).reduce(1, *), of: root.member("decoder"))
        addedTokens = try AddedTokens(root.member("added_tokens"), vocabulary: model.vocabulary) {
            content throws(EncodingFailure) in
            var text = NormalizedText(content)
            try text.apply(normalizers)
            return text.utf8
        }
        var texts = model.vocabulary.texts
        for (id, text) in addedTokens.texts { texts.set(id, text) }
        self.texts = texts
        self.normalizers = normalizers
        (self.preTokenizers, self.model) = Self.withoutCharactersForBytes(preTokenizers, model)
        // The first stage of all sees the text as it was given, so that its place there is known.
        let laterStages = normalizers.isEmpty ? preTokenizers.dropFirst() : preTokenizers[...]
        needsAlignments = laterStages.contains { ($0 as? MetaspacePreTokenizer)?.asksForBegin == true }
    }

    /// Reads the post-processors; one after a template would see what that added as texts of their own.
    private static func postProcessors(_ field: Field?) throws(TokenizerError) -> [any PostProcessor] {
        let postProcessors = try postProcessorCatalog.read(field)
        let adding = postProcessors.filter { !($0 is ByteLevelPostProcessor) }
        if let field, adding.count > 1 {
            throw field.error("must hold one post-processor that adds tokens, found \(adding.count)")
        }
        return postProcessors
    }

    /// Refuses replacements that make large texts of small ones.
    private static func checkGrowth(_ factor: Double, of field: Field?) throws(TokenizerError) {
        if let field, factor > Double(GrowthLimit.factor) {
            throw field.error(
                "must not make text more than \(GrowthLimit.factor) times larger, but its replacements can")
        }
    }

    /// Has a byte-level model work on bytes, where the pre-tokenizer writes characters for them only for the model.
    private static func withoutCharactersForBytes(
        _ preTokenizers: [any PreTokenizer], _ model: any TokenizerModel
    ) -> ([any PreTokenizer], any TokenizerModel) {
        guard var last = preTokenizers.last as? ByteLevelPreTokenizer,
            let model = (model as? BPE).flatMap({ ByteLevelBPE($0) })
        else { return (preTokenizers, model) }
        last.writesCharacters = false
        return (preTokenizers.dropLast() + [last], model)
    }
}

extension Tokenizer {
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
