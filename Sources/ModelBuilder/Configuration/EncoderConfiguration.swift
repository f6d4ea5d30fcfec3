import ModelConfiguration

/// What config.json says of an encoder, checked: every size is at least 1 and small enough to calculate with.
struct EncoderConfiguration: Sendable {
    let family: EncoderFamily
    let head: EncoderFamily.Head
    let vocabularySize: Int
    let hiddenSize: Int
    let layerCount: Int
    let headCount: Int
    let intermediateSize: Int
    /// How many positions the table of positions has.
    let positionCount: Int
    /// How many texts the table of token types tells apart.
    let tokenTypeCount: Int
    let normEpsilon: Float
    let activation: EncoderActivation
    /// The token that fills texts up; where positions are counted after it.
    let paddingToken: Int

    var headSize: Int { hiddenSize / headCount }

    /// Reads config.json.
    init(_ reader: ConfigurationReader) throws(ConfigurationError) {
        let modelType = try reader.string("model_type") ?? ""
        guard let family = EncoderFamily.all.first(where: { $0.modelType == modelType }) else {
            let supported = EncoderFamily.all.map { "\"\($0.modelType)\"" }.joined(separator: ", ")
            throw reader.expected("an encoder that graphs are built for (\(supported))", "model_type", .unsupported)
        }
        self.family = family
        head = try Self.head(reader, family)
        vocabularySize = try reader.requiredSize("vocab_size")
        hiddenSize = try reader.requiredSize(family.keys.hiddenSize)
        layerCount = try reader.requiredSize(family.keys.layerCount, atMost: 1 << 14)
        headCount = try reader.requiredSize(family.keys.headCount)
        guard hiddenSize.isMultiple(of: headCount) else {
            throw reader.error(
                family.keys.hiddenSize,
                "must be a multiple of \(family.keys.headCount) (\(headCount)), found \(hiddenSize)")
        }
        intermediateSize = try reader.requiredSize(family.keys.intermediateSize)
        positionCount = try reader.requiredSize("max_position_embeddings")
        tokenTypeCount = try reader.size("type_vocab_size") ?? 2
        normEpsilon = Float(try reader.positiveNumber("layer_norm_eps") ?? 1e-12)
        let padding = reader.value("pad_token_id").map { $0.integerValue ?? -1 } ?? (modelType == "roberta" ? 1 : 0)
        guard padding >= 0, padding < Int64(vocabularySize) else {
            throw reader.expected("a token's number", "pad_token_id")
        }
        paddingToken = Int(padding)
        switch try reader.string(family.keys.activation) ?? "gelu" {
        case "gelu": activation = .gelu
        case "gelu_new", "gelu_fast", "gelu_pytorch_tanh": activation = .geluTanh
        case "relu": activation = .relu
        default:
            throw reader.expected(
                "\"gelu\", \"gelu_new\", \"gelu_pytorch_tanh\" or \"relu\"", family.keys.activation, .unsupported)
        }
        if let kind = try reader.string("position_embedding_type"), kind != "absolute" {
            throw reader.expected("\"absolute\"", "position_embedding_type", .unsupported)
        }
        if try reader.boolean("is_decoder") == true {
            throw reader.expected("false: decoders of this family have no graph", "is_decoder", .unsupported)
        }
    }

    private static func head(
        _ reader: ConfigurationReader, _ family: EncoderFamily
    ) throws(ConfigurationError) -> EncoderFamily.Head {
        let names = reader.value("architectures")?.arrayValue ?? []
        guard let name = names.first?.stringValue else {
            throw reader.expected("an array that names the model's class", "architectures")
        }
        if name.hasPrefix(family.className), let head = family.heads[String(name.dropFirst(family.className.count))] {
            return head
        }
        let known = family.heads.keys.sorted().map { "\"\(family.className)\($0)\"" }.joined(separator: ", ")
        throw reader.error("architectures", "must name one of \(known), found \(quoted(name))", .unsupported)
    }
}
