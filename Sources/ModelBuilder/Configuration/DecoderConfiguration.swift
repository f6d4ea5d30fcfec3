import JSON

/// What config.json says of a decoder, checked: every size is at least 1 and small enough to calculate with.
struct DecoderConfiguration: Sendable {
    let family: DecoderFamily
    let vocabularySize: Int
    /// The length of the vector that stands for a position.
    let hiddenSize: Int
    let layerCount: Int
    /// The heads of the attention; each key-value head serves an equal share of them.
    let headCount: Int
    let keyValueHeadCount: Int
    /// The length of a head's query, key and value; even.
    let headSize: Int
    /// The length of the feed-forward part's inner vector.
    let intermediateSize: Int
    /// How many positions the model was made for.
    let contextLength: Int
    /// What RMSNorm adds to the mean square.
    let normEpsilon: Float
    let rope: RopeConfiguration
    /// What scores are multiplied by before their softmax.
    let attentionScale: Float
    /// How many positions a position sees, itself included, for each layer; nil for all before it.
    let windows: [Int?]
    /// Whether the output projection is the embedding.
    let tiesEmbeddings: Bool
    let activation: Activation
    /// What scores and logits are capped at by a tanh; nil for no cap.
    let scoreCap: Float?
    let logitCap: Float?
    let hasQueryKeyValueBias: Bool
    let hasOutputBias: Bool
    let hasFeedForwardBias: Bool

    enum Activation: Sendable {
        case silu
        /// GELU by its tanh approximation.
        case geluTanh
        case gelu
    }

    /// The length of all queries of a position.
    var querySize: Int { headCount * headSize }
    /// The length of all keys of a position.
    var keyValueSize: Int { keyValueHeadCount * headSize }
}

extension DecoderConfiguration {
    /// Reads config.json as transformers 4 and transformers 5 write it.
    init(_ reader: ConfigurationReader) throws(ModelBuilderError) {
        family = try Self.family(reader)
        vocabularySize = try reader.requiredSize("vocab_size")
        hiddenSize = try reader.requiredSize("hidden_size")
        layerCount = try reader.requiredSize("num_hidden_layers", atMost: 1 << 14)
        intermediateSize = try reader.requiredSize("intermediate_size")
        contextLength = try reader.requiredSize("max_position_embeddings")
        headCount = try reader.requiredSize("num_attention_heads")
        keyValueHeadCount = try reader.size("num_key_value_heads") ?? headCount
        guard headCount % keyValueHeadCount == 0 else {
            throw reader.error(
                "num_key_value_heads", "must divide num_attention_heads (\(headCount)), found \(keyValueHeadCount)")
        }
        headSize = try Self.headSize(reader, family, hiddenSize: hiddenSize, headCount: headCount)
        guard headCount <= ConfigurationReader.largestSize / headSize else {
            throw reader.error("num_attention_heads", "times the size of a head is too large, found \(headCount)")
        }
        normEpsilon = Float(try reader.positiveNumber("rms_norm_eps") ?? family.defaults.normEpsilon)
        activation = try Self.activation(reader, family)
        rope = try RopeConfiguration(reader, family: family, headSize: headSize, contextLength: contextLength)
        windows = try Self.windows(reader, family, layerCount: layerCount)
        tiesEmbeddings = try reader.boolean("tie_word_embeddings") ?? family.defaults.tiesEmbeddings
        let scoreSize =
            family.isGemma ? try reader.positiveNumber("query_pre_attn_scalar") ?? 256 : Double(headSize)
        attentionScale = Float(1 / scoreSize.squareRoot())
        scoreCap = try Self.cap(reader, "attn_logit_softcapping", family.isGemma ? 50 : nil)
        logitCap = try Self.cap(reader, "final_logit_softcapping", family.isGemma ? 30 : nil)
        hasQueryKeyValueBias = try Self.hasBias(reader, family.queryKeyValueBias)
        hasOutputBias = try Self.hasBias(reader, family.outputBias)
        hasFeedForwardBias = try Self.hasBias(reader, family.feedForwardBias)
    }

    private static func family(_ reader: ConfigurationReader) throws(ModelBuilderError) -> DecoderFamily {
        let modelType = try reader.string("model_type") ?? ""
        guard let family = DecoderFamily.all.first(where: { $0.modelType == modelType }) else {
            let supported = DecoderFamily.all.map { "\"\($0.modelType)\"" }.joined(separator: ", ")
            throw reader.unsupported("a family that graphs are built for (\(supported))", "model_type")
        }
        guard let names = reader.value("architectures") else { return family }
        guard let elements = names.arrayValue else { throw reader.expected("an array", "architectures") }
        guard elements.contains(.string(family.className)) else {
            throw ModelBuilderError(
                .unsupported,
                reader.error("architectures", "must hold \"\(family.className)\" to generate text").message)
        }
        return family
    }

    private static func headSize(
        _ reader: ConfigurationReader, _ family: DecoderFamily, hiddenSize: Int, headCount: Int
    ) throws(ModelBuilderError) -> Int {
        if let size = try reader.size("head_dim") ?? family.defaults.headSize {
            guard size.isMultiple(of: 2) else { throw reader.expected("even", "head_dim") }
            return size
        }
        guard hiddenSize.isMultiple(of: headCount), (hiddenSize / headCount).isMultiple(of: 2) else {
            throw reader.error(
                "hidden_size",
                "must be an even multiple of num_attention_heads (\(headCount)) where there is no head_dim, "
                    + "found \(hiddenSize)")
        }
        return hiddenSize / headCount
    }

    private static func activation(
        _ reader: ConfigurationReader, _ family: DecoderFamily
    ) throws(ModelBuilderError) -> Activation {
        let key = family.isGemma && reader.value("hidden_activation") != nil ? "hidden_activation" : "hidden_act"
        switch try reader.string(key) ?? (family.isGemma ? "gelu_pytorch_tanh" : "silu") {
        case "silu", "swish": return .silu
        case "gelu_pytorch_tanh", "gelu_new", "gelu_fast": return .geluTanh
        // The real builder and transformers take "gelu" by its exact formula.
        case "gelu": return .gelu
        default: throw reader.unsupported("\"silu\", \"gelu_pytorch_tanh\" or \"gelu\"", key)
        }
    }

    /// Which layers see only a window, as transformers decides it.
    private static func windows(
        _ reader: ConfigurationReader, _ family: DecoderFamily, layerCount: Int
    ) throws(ModelBuilderError) -> [Int?] {
        let full = [Int?](repeating: nil, count: layerCount)
        guard family.window != .none else { return full }
        if family.window == .laterLayers, try reader.boolean("use_sliding_window") != true { return full }
        let window =
            reader.object["sliding_window"] == nil
            ? family.defaults.window
            : try reader.size("sliding_window", atMost: ConfigurationReader.longestWindow)
        guard let window else { return full }
        if let types = try layerTypes(reader, layerCount: layerCount) { return types.map { $0 ? window : nil } }
        switch family.window {
        case .none: return full
        case .everyLayer: return full.map { _ in window }
        case .alternating: return full.indices.map { $0.isMultiple(of: 2) ? window : nil }
        case .laterLayers:
            // 0 is allowed here: every layer slides.
            let first = reader.value("max_window_layers").map { $0.integerValue ?? -1 } ?? 28
            guard first >= 0 else { throw reader.expected("an integer from 0", "max_window_layers") }
            return full.indices.map { $0 >= first ? window : nil }
        }
    }

    /// Whether each layer slides, where the file lists it.
    private static func layerTypes(
        _ reader: ConfigurationReader, layerCount: Int
    ) throws(ModelBuilderError) -> [Bool]? {
        guard let value = reader.value("layer_types") else { return nil }
        guard let elements = value.arrayValue, elements.count == layerCount else {
            throw reader.expected("an array of \(layerCount) layers' types", "layer_types")
        }
        var types: [Bool] = []
        for element in elements {
            switch element.stringValue {
            case "sliding_attention": types.append(true)
            case "full_attention": types.append(false)
            default:
                throw ModelBuilderError(
                    .unsupported,
                    reader.error("layer_types", "must hold \"full_attention\" or \"sliding_attention\" only").message)
            }
        }
        return types
    }

    private static func cap(
        _ reader: ConfigurationReader, _ key: String, _ initial: Float?
    ) throws(ModelBuilderError) -> Float? {
        guard initial != nil else { return nil }
        if reader.object[key] == nil { return initial }
        return try reader.positiveNumber(key).map { Float($0) }
    }

    private static func hasBias(
        _ reader: ConfigurationReader, _ rule: DecoderFamily.BiasRule
    ) throws(ModelBuilderError) -> Bool {
        switch rule {
        case .never: false
        case .always: true
        case .key(let key): try reader.boolean(key) ?? false
        }
    }
}
