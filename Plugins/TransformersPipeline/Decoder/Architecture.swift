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
    /// Whether the queries and keys of each head are normed before they turn.
    var normsHeads = false
    /// Which positions the attention sees.
    let window: WindowRule
    /// The position encodings that the family knows, under the names that files give them.
    let ropes: [String: RopeKind]
    /// What transformers takes for a key that config.json leaves out.
    var defaults = Defaults()

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
        /// All before it.
        case none
        /// As many as `sliding_window` says, in every layer.
        case everyLayer
        /// As many as `sliding_window` says in some layers where this key is true, which the decoder does not do.
        case someLayers(unless: String)
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
        /// Where there is no key `sliding_window`; one that is null stands for no window.
        var window: Int?
        /// The context before it was extended; nil for the context itself.
        var originalContextLength: Int?
    }
}
