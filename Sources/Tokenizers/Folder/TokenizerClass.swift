/// A class of transformers that a tokenizer's folder can be loaded as.
///
/// ``backend`` and ``fNet`` take tokenizer.json as it is. The others take only the vocabulary from it and build the rest themselves, as
/// transformers 5 does; see ``ClassRecipe``.
enum TokenizerClass: String, CaseIterable {
    case backend = "TokenizersBackend"
    case albert = "AlbertTokenizer"
    case barthez = "BarthezTokenizer"
    case bert = "BertTokenizer"
    case bigBird = "BigBirdTokenizer"
    case blenderbot = "BlenderbotTokenizer"
    case camembert = "CamembertTokenizer"
    case clip = "CLIPTokenizer"
    case codeGen = "CodeGenTokenizer"
    case codeLlama = "CodeLlamaTokenizer"
    case cohere = "CohereTokenizer"
    case deberta = "DebertaTokenizer"
    case debertaV2 = "DebertaV2Tokenizer"
    case distilBert = "DistilBertTokenizer"
    case fNet = "FNetTokenizer"
    case funnel = "FunnelTokenizer"
    case gemma = "GemmaTokenizer"
    case gpt2 = "GPT2Tokenizer"
    case gptNeoX = "GPTNeoXTokenizer"
    case llama = "LlamaTokenizer"
    case mpnet = "MPNetTokenizer"
    case pegasus = "PegasusTokenizer"
    case qwen2 = "Qwen2Tokenizer"
    case qwen35 = "Qwen3_5Tokenizer"
    case remBert = "RemBertTokenizer"
    case roberta = "RobertaTokenizer"
    case t5 = "T5Tokenizer"
    case xlmRoberta = "XLMRobertaTokenizer"
    case xlnet = "XLNetTokenizer"
}

extension TokenizerClass {
    /// What transformers makes of a class's name.
    enum Lookup: Equatable {
        case known(TokenizerClass)
        /// It has a class of this name, which is not built here.
        case unsupported
        case unknown
    }

    static func lookup(_ name: String) -> Lookup {
        let name = name.hasSuffix("Fast") && name != "PreTrainedTokenizerFast" ? String(name.dropLast(4)) : name
        if let known = TokenizerClass(rawValue: name) ?? aliases[name] { return .known(known) }
        return unsupported.contains(name) ? .unsupported : .unknown
    }

    private static let aliases: [String: TokenizerClass] = [
        "PreTrainedTokenizerFast": .backend, "PreTrainedTokenizer": .backend, "PythonBackend": .backend,
        "BloomTokenizer": .backend, "ParakeetTokenizer": .backend, "Phi3Tokenizer": .llama, "BartTokenizer": .roberta,
        "LEDTokenizer": .roberta, "LongformerTokenizer": .roberta, "MvpTokenizer": .roberta, "ElectraTokenizer": .bert,
        "LayoutLMTokenizer": .bert, "LxmertTokenizer": .bert, "MobileBertTokenizer": .bert,
        "SqueezeBertTokenizer": .bert,
    ]

    private static let unsupported = Set(
        """
        BartphoTokenizer BertGenerationTokenizer BertJapaneseTokenizer BertTokenizerLegacy BertweetTokenizer
        BioGptTokenizer BlenderbotSmallTokenizer ByT5Tokenizer CTRLTokenizer CanineTokenizer ClvpTokenizer
        ConvBertTokenizer CpmAntTokenizer CpmTokenizer DPRContextEncoderTokenizer
        DPRQuestionEncoderTokenizer DPRReaderTokenizer DiaTokenizer EsmTokenizer EsmcTokenizer FSMTTokenizer
        FastSpeech2ConformerTokenizer FlaubertTokenizer GPTNeoXJapaneseTokenizer GPTSw3Tokenizer HerbertTokenizer
        LasrTokenizer LayoutLMv2Tokenizer LayoutLMv3Tokenizer LayoutXLMTokenizer LukeTokenizer M2M100Tokenizer
        MBart50Tokenizer MBartTokenizer MLukeTokenizer MarianTokenizer MarkupLMTokenizer MgpstrTokenizer
        MyT5Tokenizer NllbTokenizer NougatTokenizer OpenAIGPTTokenizer PLBartTokenizer PerceiverTokenizer
        PhobertTokenizer PreTrainedTokenizerBase ProphetNetTokenizer RagTokenizer ReformerTokenizer RoCBertTokenizer
        RoFormerTokenizer SeamlessM4TTokenizer SentencePieceBackend Siglip2Tokenizer SiglipTokenizer
        Speech2TextTokenizer SpeechT5Tokenizer SplinterTokenizer TapasTokenizer Tipsv2Tokenizer UdopTokenizer
        VideoPrismTokenizer VitsTokenizer Wav2Vec2CTCTokenizer Wav2Vec2PhonemeCTCTokenizer WhisperTokenizer
        XGLMTokenizer XLMTokenizer
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension TokenizerClass {
    /// Chooses the class that is named; where that leaves it open, the one that transformers' `AutoTokenizer` chooses for
    /// the folder.
    static func chosen(
        for files: TokenizerFiles, className: String? = nil, modelType otherwise: String? = nil
    ) throws(TokenizerError) -> TokenizerClass {
        if let className, lookup(className) != .unknown { return try known(className, files) }
        let configured = try files.tokenizerConfig?.member("tokenizer_class")?.string()
        let declared: String?
        if let configured {
            declared = configured
        } else {
            declared = try files.config?.member("tokenizer_class")?.string()
        }
        let stated = files.config.map { $0.member("model_type")?.value.stringValue } ?? otherwise
        let modelType = stated ?? ""
        let registered = registered(for: modelType)
        let isMislabeled = mislabeledModelTypes.contains(modelType)
        if let code = files.tokenizerConfig?.member("auto_map")?.member("AutoTokenizer"), !isMislabeled {
            guard let declared, lookup(declared) != .unknown else {
                throw code.error("asks for code from the model folder, which is not run")
            }
            return try known(declared, files)
        }
        if let declared, isSame(declared, TokenizerClass.llama.rawValue), !isMislabeled, files.usesByteLevel {
            return .backend
        }
        if let declared, let registered, !modelType.isEmpty, !isSame(declared, registered) {
            guard registered != TokenizerClass.backend.rawValue else { return .backend }
            return try known(isMislabeled ? registered : declared, files)
        }
        return try known(declared ?? registered ?? TokenizerClass.backend.rawValue, files)
    }

    /// Whether two names are of the same class, of which one may have the ending of former versions.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        func plain(_ name: String) -> Substring { name.hasSuffix("Fast") ? name.dropLast(4) : name[...] }
        return plain(left) == plain(right)
    }

    private static func known(_ name: String, _ files: TokenizerFiles) throws(TokenizerError) -> TokenizerClass {
        switch lookup(name) {
        case .known(let known): return known
        case .unknown: return .backend
        case .unsupported:
            throw TokenizerError(files.folder, "needs the tokenizer class \(quoted(name)), which is not supported")
        }
    }
}

extension TokenizerClass {
    /// Whether the class's model is BPE; nil for the class that takes any.
    var isBPE: Bool? {
        switch self {
        case .backend: nil
        case .fNet, .t5, .xlmRoberta, .camembert, .albert, .remBert, .xlnet, .pegasus, .debertaV2, .barthez, .bigBird:
            false
        default: true
        }
    }

    /// On which side a batch of this class is padded.
    var padsLeft: Bool {
        switch self {
        case .llama, .codeLlama, .gemma, .cohere, .xlnet: true
        default: false
        }
    }

    /// The file with the vocabulary of a folder that has no tokenizer.json.
    var vocabularyFile: String {
        switch self {
        case .bert, .distilBert, .mpnet, .funnel: "vocab.txt"
        case .albert, .bigBird, .fNet, .pegasus, .t5, .xlnet: "spiece.model"
        case .barthez, .camembert, .xlmRoberta: "sentencepiece.bpe.model"
        case .debertaV2: "spm.model"
        case .remBert: "sentencepiece.model"
        case .backend, .llama, .codeLlama, .gemma: "tokenizer.model"
        default: "vocab.json"
        }
    }

    /// The special tokens that the class has where the configuration says nothing.
    var defaultTokens: [String: String] {
        switch self {
        case .backend: [:]
        case .albert, .fNet, .remBert:
            [
                "bos_token": "[CLS]", "eos_token": "[SEP]", "unk_token": "<unk>", "sep_token": "[SEP]",
                "pad_token": "<pad>", "cls_token": "[CLS]", "mask_token": "[MASK]",
            ]
        case .barthez, .blenderbot, .camembert, .roberta, .xlmRoberta:
            [
                "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>", "unk_token": "<unk>",
                "pad_token": "<pad>", "mask_token": "<mask>",
            ]
        case .bert, .distilBert:
            [
                "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
                "mask_token": "[MASK]",
            ]
        case .bigBird:
            [
                "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>",
                "sep_token": "[SEP]", "mask_token": "[MASK]", "cls_token": "[CLS]",
            ]
        case .clip:
            [
                "unk_token": "<|endoftext|>", "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>",
                "pad_token": "<|endoftext|>",
            ]
        case .cohere:
            [
                "unk_token": "<UNK>", "bos_token": "<BOS_TOKEN>", "eos_token": "<|END_OF_TURN_TOKEN|>",
                "pad_token": "<PAD>", "cls_token": "<CLS>", "sep_token": "<SEP>", "mask_token": "<MASK_TOKEN>",
            ]
        case .deberta, .debertaV2:
            [
                "bos_token": "[CLS]", "eos_token": "[SEP]", "sep_token": "[SEP]", "cls_token": "[CLS]",
                "unk_token": "[UNK]", "pad_token": "[PAD]", "mask_token": "[MASK]",
            ]
        case .funnel:
            [
                "unk_token": "<unk>", "sep_token": "<sep>", "pad_token": "<pad>", "cls_token": "<cls>",
                "mask_token": "<mask>", "bos_token": "<s>", "eos_token": "</s>",
            ]
        case .gemma:
            [
                "unk_token": "<unk>", "bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>",
                "mask_token": "<mask>",
            ]
        case .gpt2, .codeGen:
            ["unk_token": "<|endoftext|>", "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"]
        case .gptNeoX:
            [
                "unk_token": "<|endoftext|>", "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>",
                "pad_token": "<|padding|>",
            ]
        case .llama, .codeLlama: ["unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"]
        case .mpnet:
            [
                "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>", "unk_token": "[UNK]",
                "pad_token": "<pad>", "mask_token": "<mask>",
            ]
        case .pegasus:
            ["pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask_2>"]
        case .qwen2, .qwen35:
            ["unk_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"]
        case .t5: ["eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"]
        case .xlnet:
            [
                "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "<sep>",
                "pad_token": "<pad>", "cls_token": "<cls>", "mask_token": "<mask>",
            ]
        }
    }

    /// What the class makes of a special token that is given by its content alone.
    func token(_ content: String, for name: String) -> AddedTokenSettings {
        let isMask = name == "mask_token"
        switch self {
        case .camembert where isMask: return AddedTokenSettings(content, stripsLeft: true)
        case .blenderbot where isMask:
            return AddedTokenSettings(content, isSpecial: false, isNormalized: false, stripsLeft: true)
        case .barthez where isMask, .xlnet where isMask:
            return AddedTokenSettings(content, isSpecial: false, stripsLeft: true)
        case .mpnet, .bigBird: return AddedTokenSettings(content, isSpecial: false, stripsLeft: isMask)
        default: return AddedTokenSettings(content)
        }
    }
}
