/// A family of encoders as data: what its files call things.
struct EncoderFamily: Sendable {
    /// The `model_type` in its config.json.
    let modelType: String
    /// What its classes' names begin with.
    let className: String
    /// What the names of its tensors begin with where there is a head.
    let prefix: String
    /// The keys of config.json.
    let keys: Keys
    /// The names of a layer's tensors, below ``layerPath``.
    let layer: Layer
    /// What comes before a layer's number.
    let layerPath: String
    /// How positions are counted.
    let positions: PositionRule
    /// Whether embeddings also tell two texts apart.
    let hasTokenTypes: Bool
    /// The heads, by what follows ``className`` in the class's name.
    let heads: [String: Head]

    struct Keys: Sendable {
        var hiddenSize = "hidden_size"
        var layerCount = "num_hidden_layers"
        var headCount = "num_attention_heads"
        var intermediateSize = "intermediate_size"
        var activation = "hidden_act"
    }

    struct Layer: Sendable {
        let query: String
        let key: String
        let value: String
        let attentionOutput: String
        let attentionNorm: String
        let inner: String
        let output: String
        let outputNorm: String
    }

    enum PositionRule: Sendable {
        /// From 0.
        case fromZero
        /// From the padding token's number plus 1, padding left out.
        case afterPadding
    }

    /// What a model makes of the last layer.
    enum Head: Sendable {
        /// The layer itself, and where there is a pooler its view of the first token.
        case features
        /// Labels for the text, from the pooler's view.
        case pooledLabels(classifier: String)
        /// Labels for the text, from the first token through a layer of its own.
        case firstTokenLabels(dense: String, activation: EncoderActivation, classifier: String)
        /// Labels for each token.
        case tokenLabels(classifier: String)
        /// The vocabulary for each token, by the embedding turned around.
        case vocabulary(dense: String, norm: String, decoder: String, bias: String)
    }

    /// The families that graphs are built for.
    static let all = [bert, roberta, distilbert]

    private static let bertLayer = Layer(
        query: "attention.self.query", key: "attention.self.key", value: "attention.self.value",
        attentionOutput: "attention.output.dense", attentionNorm: "attention.output.LayerNorm",
        inner: "intermediate.dense", output: "output.dense", outputNorm: "output.LayerNorm")

    private static let bert = EncoderFamily(
        modelType: "bert", className: "Bert", prefix: "bert.", keys: Keys(), layer: bertLayer,
        layerPath: "encoder.layer", positions: .fromZero, hasTokenTypes: true,
        heads: [
            "Model": .features, "ForSequenceClassification": .pooledLabels(classifier: "classifier"),
            "ForTokenClassification": .tokenLabels(classifier: "classifier"),
            "ForMaskedLM": .vocabulary(
                dense: "cls.predictions.transform.dense", norm: "cls.predictions.transform.LayerNorm",
                decoder: "cls.predictions.decoder.weight", bias: "cls.predictions.bias"),
        ])

    private static let roberta = EncoderFamily(
        modelType: "roberta", className: "Roberta", prefix: "roberta.", keys: Keys(), layer: bertLayer,
        layerPath: "encoder.layer", positions: .afterPadding, hasTokenTypes: true,
        heads: [
            "Model": .features,
            "ForSequenceClassification": .firstTokenLabels(
                dense: "classifier.dense", activation: .tanh, classifier: "classifier.out_proj"),
            "ForTokenClassification": .tokenLabels(classifier: "classifier"),
            "ForMaskedLM": .vocabulary(
                dense: "lm_head.dense", norm: "lm_head.layer_norm", decoder: "lm_head.decoder.weight",
                bias: "lm_head.bias"),
        ])

    private static let distilbert = EncoderFamily(
        modelType: "distilbert", className: "DistilBert", prefix: "distilbert.",
        keys: Keys(
            hiddenSize: "dim", layerCount: "n_layers", headCount: "n_heads", intermediateSize: "hidden_dim",
            activation: "activation"),
        layer: Layer(
            query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin",
            attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm", inner: "ffn.lin1",
            output: "ffn.lin2", outputNorm: "output_layer_norm"),
        layerPath: "transformer.layer", positions: .fromZero, hasTokenTypes: false,
        heads: [
            "Model": .features,
            "ForSequenceClassification": .firstTokenLabels(
                dense: "pre_classifier", activation: .relu, classifier: "classifier"),
            "ForTokenClassification": .tokenLabels(classifier: "classifier"),
            "ForMaskedLM": .vocabulary(
                dense: "vocab_transform", norm: "vocab_layer_norm", decoder: "vocab_projector.weight",
                bias: "vocab_projector.bias"),
        ])
}

/// What bends the values between two projections.
enum EncoderActivation: Sendable {
    case gelu
    /// GELU by its tanh approximation.
    case geluTanh
    case relu
    case tanh
}
