import JSON

/// How a class of transformers builds its tokenizer around a vocabulary.
struct ClassRecipe {
    /// Finds the id of a special token, which the class refuses to be without unless it knows an id for that case.
    typealias TokenID = (_ name: String, _ missing: Int?) throws(TokenizerError) -> Int
    typealias PostProcessor = (TokenID) throws(TokenizerError) -> JSONValue

    var model: JSONValue
    var normalizer: JSONValue = .null
    var preTokenizer: JSONValue = .null
    var decoder: JSONValue = .null
    /// Makes the tokens beside the named ones from those that `additional_special_tokens` names.
    var extraTokens: ([AddedTokenSettings]?) -> [AddedTokenSettings] = { $0 ?? [] }
    /// Further named tokens.
    var namedTokens: [(name: String, token: AddedTokenSettings)] = []
    /// What the class has where tokenizer.json has no post-processor.
    var ownPostProcessor: JSONValue?
    /// What the class sets when all tokens are known; nil where it keeps what tokenizer.json has.
    var postProcessor: PostProcessor?
    /// Whether the class puts the first token in front by itself.
    var addsBOS = false

    init(model: JSONValue) { self.model = model }
}

extension ClassRecipe {
    /// Returns the recipe of a class; nil for the class that takes tokenizer.json as it is.
    init?(_ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ vocabulary: ClassVocabulary) {
        switch tokenizerClass {
        case .backend, .fNet: return nil
        case .gpt2, .roberta, .deberta, .blenderbot, .codeGen, .gptNeoX, .cohere, .qwen2, .qwen35, .clip:
            self = .byteLevel(tokenizerClass, settings, vocabulary)
        case .llama: self = .llama(settings, vocabulary)
        case .codeLlama: self = .codeLlama(settings, vocabulary)
        case .gemma: self = .gemma(settings, vocabulary)
        case .bert, .distilBert, .mpnet, .funnel: self = .wordPiece(tokenizerClass, settings, vocabulary)
        case .t5, .xlmRoberta, .camembert, .albert, .remBert, .xlnet, .pegasus, .debertaV2, .barthez, .bigBird:
            self = .unigram(tokenizerClass, settings, vocabulary)
        }
    }

    static func bpe(
        _ vocabulary: ClassVocabulary, unknown: String? = nil, fusesUnknown: Bool = false, byteFallback: Bool = false,
        endSuffix: String = ""
    ) -> JSONValue {
        [
            "type": "BPE", "dropout": nil, "unk_token": unknown.map(JSONValue.string) ?? .null,
            "continuing_subword_prefix": "", "end_of_word_suffix": .string(endSuffix),
            "fuse_unk": .bool(fusesUnknown), "byte_fallback": .bool(byteFallback), "ignore_merges": false,
            "vocab": vocabulary.tokens, "merges": vocabulary.merges ?? [],
        ]
    }

    static func unigram(_ vocabulary: ClassVocabulary, unknownID: Int, byteFallback: Bool = false) -> JSONValue {
        [
            "type": "Unigram", "unk_id": .integer(Int64(unknownID)), "vocab": vocabulary.tokens,
            "byte_fallback": .bool(byteFallback), .init(Unigram.exactScoresKey): true,
        ]
    }
}

// MARK: - BPE with SentencePiece's characters

extension ClassRecipe {
    fileprivate static func llama(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) -> ClassRecipe {
        let addsPrefix = settings.bool("add_prefix_space", nullOr: true)
        var recipe = ClassRecipe(model: bpe(vocabulary, fusesUnknown: true, byteFallback: true))
        let scheme = settings.bool("legacy", default: false) ? "always" : "first"
        recipe.preTokenizer = StageJSON.metaspace(addsPrefix ? scheme : "never", splits: false)
        let decoders = [StageJSON.replace("▁", by: " "), StageJSON.plain("ByteFallback"), StageJSON.plain("Fuse")]
        recipe.decoder = StageJSON.decoders(decoders + (addsPrefix ? [StageJSON.stripOneSpace] : []))
        return recipe
    }

    fileprivate static func codeLlama(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) -> ClassRecipe {
        let addsPrefix = settings.bool("add_prefix_space", nullOr: true)
        var recipe = ClassRecipe(
            model: bpe(vocabulary, unknown: settings.text("unk_token"), fusesUnknown: true, byteFallback: true))
        recipe.preTokenizer = StageJSON.metaspace(addsPrefix ? "first" : "never", splits: false)
        recipe.decoder = StageJSON.decoders([
            StageJSON.replace("▁", by: " "), StageJSON.plain("ByteFallback"), StageJSON.plain("Fuse"),
            StageJSON.stripOneSpace,
        ])
        let named = [
            ("prefix_token", "▁<PRE>"), ("middle_token", "▁<MID>"), ("suffix_token", "▁<SUF>"), ("eot_token", "▁<EOT>"),
            ("fill_token", "<FILL_ME>"),
        ]
        recipe.namedTokens = named.map { ($0.0, AddedTokenSettings($0.1)) }
        recipe.extraTokens = { ($0 ?? []) + named.map { AddedTokenSettings($0.1) } }
        recipe.addsBOS = true
        return recipe
    }

    fileprivate static func gemma(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) -> ClassRecipe {
        var recipe = ClassRecipe(
            model: bpe(vocabulary, unknown: settings.text("unk_token"), fusesUnknown: true, byteFallback: true))
        recipe.normalizer = StageJSON.replace(" ", by: "▁")
        recipe.preTokenizer = [
            "type": "Split", "pattern": ["String": " "], "behavior": "MergedWithPrevious", "invert": false,
        ]
        recipe.decoder = StageJSON.decoders([
            StageJSON.replace("▁", by: " "), StageJSON.plain("ByteFallback"), StageJSON.plain("Fuse"),
        ])
        return recipe
    }
}

// MARK: - BPE over bytes

extension ClassRecipe {
    private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
    private static let qwen2Pattern =
        contractions
        + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let qwen35Pattern =
        contractions
        + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let clipPattern = #"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#

    fileprivate static func byteLevel(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ vocabulary: ClassVocabulary
    ) -> ClassRecipe {
        let addsPrefix = settings.bool("add_prefix_space", default: tokenizerClass == .blenderbot)
        var recipe = ClassRecipe(model: bpe(vocabulary))
        recipe.preTokenizer = StageJSON.byteLevel(addsPrefixSpace: addsPrefix)
        recipe.decoder = StageJSON.byteLevel()
        switch tokenizerClass {
        case .gptNeoX:
            recipe.normalizer = StageJSON.plain("NFC")
        case .cohere:
            recipe.normalizer = StageJSON.plain("NFC")
            recipe.preTokenizer = StageJSON.preTokenizers([
                ["type": "Digits", "individual_digits": true], StageJSON.byteLevel(addsPrefixSpace: addsPrefix),
            ])
        case .qwen2, .qwen35:
            recipe.normalizer = StageJSON.plain("NFC")
            recipe.preTokenizer = StageJSON.preTokenizers([
                StageJSON.split(regex: tokenizerClass == .qwen2 ? qwen2Pattern : qwen35Pattern, "Isolated"),
                StageJSON.byteLevel(addsPrefixSpace: addsPrefix, usesRegex: false),
            ])
        case .clip: recipe.setCLIP(settings, vocabulary)
        case .roberta:
            recipe.postProcessor = { id throws(TokenizerError) in
                let (separator, classifier) = (settings.text("sep_token"), settings.text("cls_token"))
                return StageJSON.roberta(
                    (separator, try id("sep_token", nil)), (classifier, try id("cls_token", nil)),
                    trimsOffsets: settings.bool("trim_offsets", default: true), addsPrefixSpace: addsPrefix)
            }
        case .deberta:
            recipe.postProcessor = { id throws(TokenizerError) in
                let (classifier, separator) = (settings.text("cls_token"), settings.text("sep_token"))
                let start = [
                    StageJSON.TemplatePart(classifier), StageJSON.TemplatePart("$A"), StageJSON.TemplatePart(separator),
                ]
                let second = [
                    StageJSON.TemplatePart(separator), StageJSON.TemplatePart("$B"), StageJSON.TemplatePart(separator),
                ]
                return StageJSON.template(
                    start, pair: start + second,
                    [(classifier, try id("cls_token", nil)), (separator, try id("sep_token", nil))])
            }
        case .codeGen:
            recipe.ownPostProcessor = [
                "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true,
            ]
        default: break
        }
        return recipe
    }

    private mutating func setCLIP(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) {
        model = Self.bpe(vocabulary, unknown: settings.text("unk_token"), endSuffix: "</w>")
        // transformers takes the marks of word ends out of decoded texts, and the spaces at both ends.
        decoder = StageJSON.decoders([
            StageJSON.byteLevel(), StageJSON.plain("Fuse"), StageJSON.replace("</w>", by: " "),
            ["type": "Strip", "content": " ", "start": 1_000_000, "stop": 1_000_000],
        ])
        normalizer = StageJSON.normalizers([
            StageJSON.plain("NFC"), StageJSON.replace(regex: #"\s+"#, by: " "), StageJSON.plain("Lowercase"),
        ])
        preTokenizer = StageJSON.preTokenizers([
            StageJSON.split(regex: Self.clipPattern, "Removed", invert: true),
            StageJSON.byteLevel(addsPrefixSpace: false),
        ])
        postProcessor = { id throws(TokenizerError) in
            StageJSON.roberta(
                (settings.text("eos_token"), try id("eos_token", nil)),
                (settings.text("bos_token"), try id("bos_token", nil)),
                trimsOffsets: false, addsPrefixSpace: false)
        }
    }

    /// `[CLS] $A [SEP]` and `[CLS] $A [SEP] $B [SEP]`.
    ///
    /// - Parameter missing: The ids that the class takes for tokens that it does not have.
    static func classifierTemplate(
        _ settings: ClassSettings, firstTypeID: Int = 0, missing: (classifier: Int?, separator: Int?) = (nil, nil)
    ) -> PostProcessor {
        { id throws(TokenizerError) in
            let (classifier, separator) = (settings.text("cls_token"), settings.text("sep_token"))
            let start = [
                StageJSON.TemplatePart(classifier, firstTypeID), StageJSON.TemplatePart("$A"),
                StageJSON.TemplatePart(separator),
            ]
            return StageJSON.template(
                start, pair: start + [StageJSON.TemplatePart("$B", 1), StageJSON.TemplatePart(separator, 1)],
                [
                    (classifier, try id("cls_token", missing.classifier)),
                    (separator, try id("sep_token", missing.separator)),
                ])
        }
    }
}

// MARK: - WordPiece

extension ClassRecipe {
    fileprivate static func wordPiece(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ vocabulary: ClassVocabulary
    ) -> ClassRecipe {
        var recipe = ClassRecipe(model: [
            "type": "WordPiece", "unk_token": .string(settings.text("unk_token")), "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary.tokens,
        ])
        recipe.normalizer = StageJSON.bertNormalizer(settings, chineseCharacters: "tokenize_chinese_chars")
        recipe.preTokenizer = StageJSON.plain("BertPreTokenizer")
        recipe.decoder = StageJSON.wordPieceDecoder
        switch tokenizerClass {
        case .mpnet:
            recipe.postProcessor = { id throws(TokenizerError) in
                StageJSON.roberta(
                    (settings.text("sep_token"), try id("sep_token", 2)),
                    (settings.text("cls_token"), try id("cls_token", 0)),
                    trimsOffsets: true, addsPrefixSpace: false)
            }
        case .funnel: recipe.postProcessor = classifierTemplate(settings, firstTypeID: 2)
        default: recipe.postProcessor = classifierTemplate(settings, missing: (2, 3))
        }
        return recipe
    }
}
