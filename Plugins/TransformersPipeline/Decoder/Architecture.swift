/// A family of models as data: what its files call things, and how the decoder's switches stand for it.
struct Architecture: Sendable {
    /// The `model_type` in its config.json.
    let modelType: String
    /// The class that `architectures` names for a model that generates text.
    let className: String
    /// The projections of the attention.
    let queryKeyValue: Projections
    let attentionOutput: Projections
    /// The projections of the feed-forward part, with SiLU on the gate.
    let gateUp: Projections
    let down: Projections
    /// Whether `sliding_window` is followed.
    let window: WindowRule
    /// The position encodings that the family knows, under the names that files give them.
    let ropes: [String: RopeKind]
    /// What transformers takes for a key that config.json leaves out.
    let defaults: Defaults

    /// One or several matrices that are applied to the same input.
    struct Projections: Sendable {
        /// Names within a layer, without `.weight`: one for each part, or a single one whose rows are all parts in order.
        let names: [String]
        /// Whether there are biases beside the weights.
        let bias: BiasRule

        init(_ names: String..., bias: BiasRule = .never) {
            self.names = names
            self.bias = bias
        }
    }

    enum BiasRule: Sendable {
        case never
        case always
        /// Where this key of config.json is true.
        case key(String)
    }

    enum WindowRule: Sendable {
        case never
        /// Where `sliding_window` is a number.
        case always
        /// Where this key of config.json is also true.
        case key(String)
    }

    enum RopeKind: Sendable {
        case unscaled
        case linear
        case llama3
        case longrope
    }

    struct Defaults: Sendable {
        var ropeTheta = 10_000.0
        var normEpsilon = 1e-6
        var tiesEmbeddings = false
        /// The context before it was extended, where config.json does not say.
        var originalContextLength: Int?
    }
}

extension Architecture {
    /// The families that the decoder runs.
    static let all = [phi3]

    private static let phi3 = Architecture(
        modelType: "phi3",
        className: "Phi3ForCausalLM",
        queryKeyValue: Projections("self_attn.qkv_proj"),
        attentionOutput: Projections("self_attn.o_proj"),
        gateUp: Projections("mlp.gate_up_proj"),
        down: Projections("mlp.down_proj"),
        window: .always,
        // "su" and "yarn" are what early files of this family called longrope.
        ropes: ["default": .unscaled, "longrope": .longrope, "su": .longrope, "yarn": .longrope],
        defaults: Defaults(normEpsilon: 1e-5, originalContextLength: 4096))
}
