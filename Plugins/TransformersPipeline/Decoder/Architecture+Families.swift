extension Architecture {
    /// The families that the decoder runs.
    static let all = [phi3, llama, mistral, qwen2, qwen3]

    private static let phi3 = Architecture(
        modelType: "phi3",
        className: "Phi3ForCausalLM",
        queryKeyValue: Projections("self_attn.qkv_proj"),
        attentionOutput: Projections("self_attn.o_proj"),
        gateUp: Projections("mlp.gate_up_proj"),
        down: Projections("mlp.down_proj"),
        window: .everyLayer,
        // "su" and "yarn" are what early files of this family called longrope.
        ropes: ["default": .unscaled, "longrope": .longrope, "su": .longrope, "yarn": .longrope],
        defaults: Defaults(normEpsilon: 1e-5, originalContextLength: 4096))

    private static let llama = Architecture(
        modelType: "llama",
        className: "LlamaForCausalLM",
        queryKeyValue: separateQueryKeyValue(bias: .key("attention_bias")),
        attentionOutput: Projections("self_attn.o_proj", bias: .key("attention_bias")),
        gateUp: Projections("mlp.gate_proj", "mlp.up_proj", bias: .key("mlp_bias")),
        down: Projections("mlp.down_proj", bias: .key("mlp_bias")),
        window: .none,
        ropes: commonRopes)

    private static let mistral = Architecture(
        modelType: "mistral",
        className: "MistralForCausalLM",
        queryKeyValue: separateQueryKeyValue(),
        attentionOutput: Projections("self_attn.o_proj"),
        gateUp: Projections("mlp.gate_proj", "mlp.up_proj"),
        down: Projections("mlp.down_proj"),
        window: .everyLayer,
        ropes: commonRopes,
        defaults: Defaults(window: 4096))

    private static let qwen2 = Architecture(
        modelType: "qwen2",
        className: "Qwen2ForCausalLM",
        queryKeyValue: separateQueryKeyValue(bias: .always),
        attentionOutput: Projections("self_attn.o_proj"),
        gateUp: Projections("mlp.gate_proj", "mlp.up_proj"),
        down: Projections("mlp.down_proj"),
        window: .someLayers(unless: "use_sliding_window"),
        ropes: commonRopes)

    private static let qwen3 = Architecture(
        modelType: "qwen3",
        className: "Qwen3ForCausalLM",
        queryKeyValue: separateQueryKeyValue(bias: .key("attention_bias")),
        attentionOutput: Projections("self_attn.o_proj", bias: .key("attention_bias")),
        gateUp: Projections("mlp.gate_proj", "mlp.up_proj"),
        down: Projections("mlp.down_proj"),
        normsHeads: true,
        window: .someLayers(unless: "use_sliding_window"),
        ropes: commonRopes)

    private static let commonRopes: [String: RopeKind] = [
        "default": .unscaled, "linear": .linear, "llama3": .llama3,
    ]

    private static func separateQueryKeyValue(bias: BiasRule = .never) -> Projections {
        Projections("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", bias: bias)
    }
}
