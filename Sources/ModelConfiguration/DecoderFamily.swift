/// A family of decoders as data: what its files call things, and how its layers differ from Llama's.
public struct DecoderFamily: Sendable, Equatable {
    /// The `model_type` in its config.json.
    public let modelType: String
    /// The class that `architectures` names for a model that generates text.
    public let className: String
    /// Whether the rows of query, key and value are one tensor, and those of gate and up another.
    public var fusesProjections = false
    /// Where query, key and value have biases beside their weights.
    public var queryKeyValueBias = BiasRule.never
    /// Where the output projection of the attention has one.
    public var outputBias = BiasRule.never
    /// Where the projections of the feed-forward part have them.
    public var feedForwardBias = BiasRule.never
    /// Whether the queries and keys of each head are normed before they turn.
    public var normsHeads = false
    /// Gemma 2's layers: norms multiply by 1 + weight and also stand behind attention and feed-forward part, embeddings are
    /// multiplied by the root of their length, and logits are capped.
    public var isGemma = false
    /// Which positions the attention sees.
    public var window = WindowRule.none
    /// The position encodings that the family knows, under the names that files give them.
    public var ropes = Self.commonRopes
    /// What transformers takes for a key that config.json leaves out.
    public var defaults = Defaults()

    /// Where a projection has a bias.
    public enum BiasRule: Sendable, Equatable {
        case never
        case always
        /// Where this key of config.json is true.
        case key(String)
    }

    /// Which positions the attention of each layer sees.
    public enum WindowRule: Sendable, Equatable {
        /// All before it.
        case none
        /// As many as `sliding_window` says, in every layer.
        case everyLayer
        /// The same where `use_sliding_window` is true, in the layers that `layer_types` names or those from
        /// `max_window_layers` on.
        case laterLayers
        /// In the layers that `layer_types` names, or every other layer, the first included.
        case alternating
    }

    /// How the angles of the position encoding are made.
    public enum RopeKind: Sendable {
        case unscaled
        case linear
        case llama3
        case longrope
    }

    /// What transformers takes for keys that config.json leaves out.
    public struct Defaults: Sendable, Equatable {
        public var ropeTheta = 10_000.0
        public var normEpsilon = 1e-6
        public var tiesEmbeddings = false
        /// Where there is no key `sliding_window`; one that is null stands for no window.
        public var window: Int?
        /// Where there is no key `head_dim`; nil for an equal share of the hidden size.
        public var headSize: Int?
        /// The context before it was extended; nil for the context itself.
        public var originalContextLength: Int?
    }

    private static let commonRopes: [String: RopeKind] = ["default": .unscaled, "linear": .linear, "llama3": .llama3]
}

extension DecoderFamily {
    public static let llama = DecoderFamily(
        modelType: "llama", className: "LlamaForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), feedForwardBias: .key("mlp_bias"))

    public static let mistral = DecoderFamily(
        modelType: "mistral", className: "MistralForCausalLM", window: .everyLayer, defaults: Defaults(window: 4096))

    public static let qwen2 = DecoderFamily(
        modelType: "qwen2", className: "Qwen2ForCausalLM", queryKeyValueBias: .always, window: .laterLayers,
        defaults: Defaults(window: 4096))

    public static let qwen3 = DecoderFamily(
        modelType: "qwen3", className: "Qwen3ForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), normsHeads: true, window: .laterLayers,
        defaults: Defaults(window: 4096, headSize: 128))

    public static let phi3 = DecoderFamily(
        modelType: "phi3", className: "Phi3ForCausalLM", fusesProjections: true, window: .everyLayer,
        // "su" and "yarn" are what early files of this family called longrope.
        ropes: ["default": .unscaled, "longrope": .longrope, "su": .longrope, "yarn": .longrope],
        defaults: Defaults(normEpsilon: 1e-5, originalContextLength: 4096))

    public static let gemma2 = DecoderFamily(
        modelType: "gemma2", className: "Gemma2ForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), isGemma: true, window: .alternating,
        defaults: Defaults(tiesEmbeddings: true, window: 4096, headSize: 256))
}
