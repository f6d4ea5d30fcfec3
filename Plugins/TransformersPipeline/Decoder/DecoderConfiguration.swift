import FlavorKit
import JSON

/// What config.json says of a decoder, checked: every size is at least 1 and small enough to calculate with.
struct DecoderConfiguration: Sendable {
    /// The family, whose table says what the tensors are called.
    let architecture: Architecture
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
    /// How many positions a position sees, itself included; nil for all before it.
    let window: Int?
    /// Whether the output projection is the embedding.
    let tiesEmbeddings: Bool
    /// The projections that have biases.
    let biases: Biases

    struct Biases: Sendable {
        let queryKeyValue: Bool
        let attentionOutput: Bool
        let gateUp: Bool
        let down: Bool
    }
}

/// The longest context or window that is taken for one; more positions than float32 tells apart.
private let longestContext = 1 << 31

extension DecoderConfiguration {
    /// Reads config.json as transformers 4 and transformers 5 write it.
    ///
    /// - Parameter file: The file's path, for error messages.
    /// - Throws: `FlavorError` that names the key, what was expected and what was found.
    init(parsing json: JSONValue, file: String) throws(FlavorError) {
        guard let object = json.objectValue else {
            throw FlavorError(.invalidArgument, "\(file): must hold an object, found \(json.kindName)")
        }
        let reader = ConfigurationReader(file: file, object: object)
        architecture = try Self.architecture(reader)
        vocabularySize = try reader.requiredSize("vocab_size")
        hiddenSize = try reader.requiredSize("hidden_size")
        layerCount = try reader.requiredSize("num_hidden_layers")
        intermediateSize = try reader.requiredSize("intermediate_size")
        contextLength = try reader.requiredSize("max_position_embeddings", atMost: longestContext)
        headCount = try reader.requiredSize("num_attention_heads")
        keyValueHeadCount = try reader.size("num_key_value_heads") ?? headCount
        guard headCount % keyValueHeadCount == 0 else {
            throw reader.error(
                "num_key_value_heads", "must divide num_attention_heads (\(headCount)), found \(keyValueHeadCount)")
        }
        headSize = try Self.headSize(reader, hiddenSize: hiddenSize, headCount: headCount)
        normEpsilon = Float(try reader.positiveNumber("rms_norm_eps") ?? architecture.defaults.normEpsilon)
        let activation = try reader.string("hidden_act") ?? "silu"
        guard activation == "silu" || activation == "swish" else { throw reader.expected("\"silu\"", "hidden_act") }
        rope = try RopeConfiguration(
            reader, architecture: architecture, headSize: headSize, contextLength: contextLength)
        window = try Self.window(reader, architecture)
        tiesEmbeddings = try reader.boolean("tie_word_embeddings") ?? architecture.defaults.tiesEmbeddings
        biases = Biases(
            queryKeyValue: try Self.hasBias(reader, architecture.queryKeyValue.bias),
            attentionOutput: try Self.hasBias(reader, architecture.attentionOutput.bias),
            gateUp: try Self.hasBias(reader, architecture.gateUp.bias),
            down: try Self.hasBias(reader, architecture.down.bias))
    }

    private static func architecture(_ reader: ConfigurationReader) throws(FlavorError) -> Architecture {
        let modelType = try reader.required("model_type", reader.string("model_type"), "a string")
        guard let architecture = Architecture.all.first(where: { $0.modelType == modelType }) else {
            let supported = Architecture.all.map { "\"\($0.modelType)\"" }.joined(separator: ", ")
            throw FlavorError(
                .unimplemented, reader.expected("a supported family (\(supported))", "model_type").message)
        }
        guard let names = reader.value("architectures") else { return architecture }
        guard let elements = names.arrayValue else { throw reader.expected("an array", "architectures") }
        guard elements.contains(.string(architecture.className)) else {
            throw FlavorError(
                .unimplemented,
                reader.error("architectures", "must hold \"\(architecture.className)\" to generate text").message)
        }
        return architecture
    }

    private static func headSize(
        _ reader: ConfigurationReader, hiddenSize: Int, headCount: Int
    ) throws(FlavorError) -> Int {
        if let size = try reader.size("head_dim") {
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

    private static func window(
        _ reader: ConfigurationReader, _ architecture: Architecture
    ) throws(FlavorError) -> Int? {
        switch architecture.window {
        case .none: return nil
        case .everyLayer:
            if reader.object["sliding_window"] == nil { return architecture.defaults.window }
            return try reader.size("sliding_window", atMost: longestContext)
        case .someLayers(let key):
            guard try reader.boolean(key) ?? false else { return nil }
            throw FlavorError(
                .unimplemented,
                reader.error(key, "must be false: a window in some layers only is not supported").message)
        }
    }

    private static func hasBias(
        _ reader: ConfigurationReader, _ rule: Architecture.BiasRule
    ) throws(FlavorError) -> Bool {
        switch rule {
        case .never: false
        case .always: true
        case .key(let key): try reader.boolean(key) ?? false
        }
    }
}
