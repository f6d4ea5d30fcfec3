import JSON

extension DecoderConfiguration {
    /// The most layers that are taken for a decoder's.
    private static let mostLayers = 1 << 14

    /// Reads config.json as transformers 4 and transformers 5 write it.
    ///
    /// - Parameter support: What the caller can do with a decoder.
    /// - Throws: ``ConfigurationError`` that names the key, what was expected and what was found.
    public init(_ reader: ConfigurationReader, support: DecoderSupport) throws(ConfigurationError) {
        family = try Self.family(reader, support)
        vocabularySize = try reader.requiredSize("vocab_size")
        hiddenSize = try reader.requiredSize("hidden_size")
        layerCount = try reader.requiredSize("num_hidden_layers", atMost: Self.mostLayers)
        intermediateSize = try reader.requiredSize("intermediate_size")
        contextLength = try reader.requiredSize("max_position_embeddings", atMost: support.longestContext)
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
        activation = try Self.activation(reader, family, support)
        rope = try RopeConfiguration(
            reader, family: family, headSize: headSize, contextLength: contextLength, support: support)
        windows = try Self.windows(reader, family, layerCount: layerCount)
        guard support.mixesWindows || Set(windows).count == 1 else {
            throw reader.error(
                "sliding_window", "must hold in all layers or none: a window in some layers only is not supported",
                .unsupported)
        }
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

    private static func family(
        _ reader: ConfigurationReader, _ support: DecoderSupport
    ) throws(ConfigurationError) -> DecoderFamily {
        let modelType = try reader.string("model_type")
        guard let family = support.families.first(where: { $0.modelType == modelType }) else {
            throw reader.expected(
                "a supported family (\(list(support.families.map(\.modelType))))", "model_type", .unsupported)
        }
        guard let names = reader.value("architectures") else { return family }
        guard let elements = names.arrayValue else { throw reader.expected("an array", "architectures") }
        guard elements.contains(.string(family.className)) else {
            throw reader.error("architectures", "must hold \"\(family.className)\" to generate text", .unsupported)
        }
        return family
    }

    private static func headSize(
        _ reader: ConfigurationReader, _ family: DecoderFamily, hiddenSize: Int, headCount: Int
    ) throws(ConfigurationError) -> Int {
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
        _ reader: ConfigurationReader, _ family: DecoderFamily, _ support: DecoderSupport
    ) throws(ConfigurationError) -> DecoderActivation {
        let key = family.isGemma && reader.value("hidden_activation") != nil ? "hidden_activation" : "hidden_act"
        let name = try reader.string(key) ?? (family.isGemma ? "gelu_pytorch_tanh" : "silu")
        guard let activation = DecoderActivation(name: name), support.activations.contains(activation) else {
            throw reader.expected(list(support.activations.map(\.name), lastWord: "or"), key, .unsupported)
        }
        return activation
    }

    /// Which layers see only a window, as transformers decides it.
    private static func windows(
        _ reader: ConfigurationReader, _ family: DecoderFamily, layerCount: Int
    ) throws(ConfigurationError) -> [Int?] {
        let full = [Int?](repeating: nil, count: layerCount)
        guard family.window != .none else { return full }
        if family.window == .laterLayers, try reader.boolean("use_sliding_window") != true { return full }
        let window =
            reader.object["sliding_window"] == nil
            ? family.defaults.window
            : try reader.size("sliding_window", atMost: DecoderSupport.mostPositions)
        guard let window else { return full }
        switch family.window {
        case .none: return full
        // transformers does not read layer_types here.
        case .everyLayer: return full.map { _ in window }
        case .alternating:
            let slides = try layerTypes(reader, layerCount: layerCount)
            return full.indices.map { slides?[$0] ?? $0.isMultiple(of: 2) ? window : nil }
        case .laterLayers:
            if let slides = try layerTypes(reader, layerCount: layerCount) { return slides.map { $0 ? window : nil } }
            // 0 is allowed here: every layer slides.
            let first = reader.value("max_window_layers").map { $0.integerValue ?? -1 } ?? 28
            guard first >= 0 else { throw reader.expected("an integer from 0", "max_window_layers") }
            return full.indices.map { $0 >= first ? window : nil }
        }
    }

    /// Whether each layer slides, where the file lists it.
    private static func layerTypes(
        _ reader: ConfigurationReader, layerCount: Int
    ) throws(ConfigurationError) -> [Bool]? {
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
                throw reader.error(
                    "layer_types", "must hold \"full_attention\" or \"sliding_attention\" only", .unsupported)
            }
        }
        return types
    }

    private static func cap(
        _ reader: ConfigurationReader, _ key: String, _ initial: Float?
    ) throws(ConfigurationError) -> Float? {
        guard initial != nil else { return nil }
        if reader.object[key] == nil { return initial }
        return try reader.positiveNumber(key).map { Float($0) }
    }

    private static func hasBias(
        _ reader: ConfigurationReader, _ rule: DecoderFamily.BiasRule
    ) throws(ConfigurationError) -> Bool {
        switch rule {
        case .never: false
        case .always: true
        case .key(let key): try reader.boolean(key) ?? false
        }
    }
}
