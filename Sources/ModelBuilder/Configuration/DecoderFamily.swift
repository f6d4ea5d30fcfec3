/// A family of decoders as data: what its files call things, and how its layers differ from Llama's.
struct DecoderFamily: Sendable, Equatable {
    /// The `model_type` in its config.json.
    let modelType: String
    /// The class that `architectures` names for a model that generates text.
    let className: String
    /// Whether the rows of query, key and value are one tensor, and those of gate and up another.
    var fusesProjections = false
    /// Where query, key and value have biases beside their weights.
    var queryKeyValueBias = BiasRule.never
    /// Where the output projection of the attention has one.
    var outputBias = BiasRule.never
    /// Where the projections of the feed-forward part have them.
    var feedForwardBias = BiasRule.never
    /// Whether the queries and keys of each head are normed before they turn.
    var normsHeads = false
    /// Gemma 2's layers: norms multiply by 1 + weight and also stand behind attention and feed-forward part, embeddings are
    /// multiplied by the root of their length, and logits are capped.
    var isGemma = false
    /// Which positions the attention sees.
    var window = WindowRule.none
    /// The position encodings that the family knows, under the names that files give them.
    var ropes = Self.commonRopes
    /// What transformers takes for a key that config.json leaves out.
    var defaults = Defaults()

    enum BiasRule: Sendable, Equatable {
        case never
        case always
        /// Where this key of config.json is true.
        case key(String)
    }

    enum WindowRule: Sendable, Equatable {
        /// All before it.
        case none
        /// As many as `sliding_window` says, in every layer.
        case everyLayer
        /// The same where `use_sliding_window` is true, in the layers from `max_window_layers` on.
        case laterLayers
        /// In every other layer, the first included.
        case alternating
    }

    enum RopeKind: Sendable {
        case unscaled
        case linear
        case llama3
        case longrope
    }

    struct Defaults: Sendable, Equatable {
        var ropeTheta = 10_000.0
        var normEpsilon = 1e-6
        var tiesEmbeddings = false
        /// Where there is no key `sliding_window`; one that is null stands for no window.
        var window: Int?
        /// Where there is no key `head_dim`; nil for an equal share of the hidden size.
        var headSize: Int?
        /// The context before it was extended; nil for the context itself.
        var originalContextLength: Int?
    }

    static let commonRopes: [String: RopeKind] = ["default": .unscaled, "linear": .linear, "llama3": .llama3]

    /// The families that graphs are built for.
    static let all = [llama, mistral, qwen2, qwen3, phi3, gemma2]

    static let llama = DecoderFamily(
        modelType: "llama", className: "LlamaForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), feedForwardBias: .key("mlp_bias"))

    static let mistral = DecoderFamily(
        modelType: "mistral", className: "MistralForCausalLM", window: .everyLayer, defaults: Defaults(window: 4096))

    static let qwen2 = DecoderFamily(
        modelType: "qwen2", className: "Qwen2ForCausalLM", queryKeyValueBias: .always, window: .laterLayers,
        defaults: Defaults(window: 4096))

    static let qwen3 = DecoderFamily(
        modelType: "qwen3", className: "Qwen3ForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), normsHeads: true, window: .laterLayers,
        defaults: Defaults(window: 4096, headSize: 128))

    static let phi3 = DecoderFamily(
        modelType: "phi3", className: "Phi3ForCausalLM", fusesProjections: true, window: .everyLayer,
        // "su" and "yarn" are what early files of this family called longrope.
        ropes: ["default": .unscaled, "longrope": .longrope, "su": .longrope, "yarn": .longrope],
        defaults: Defaults(normEpsilon: 1e-5, originalContextLength: 4096))

    static let gemma2 = DecoderFamily(
        modelType: "gemma2", className: "Gemma2ForCausalLM", queryKeyValueBias: .key("attention_bias"),
        outputBias: .key("attention_bias"), isGemma: true, window: .alternating,
        defaults: Defaults(tiesEmbeddings: true, window: 4096, headSize: 256))
}
