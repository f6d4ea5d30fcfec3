/// What config.json says of a decoder, checked: every size is at least 1 and small enough to calculate with.
public struct DecoderConfiguration: Sendable {
    public let family: DecoderFamily
    public let vocabularySize: Int
    /// The length of the vector that stands for a position.
    public let hiddenSize: Int
    public let layerCount: Int
    /// The heads of the attention; each key-value head serves an equal share of them.
    public let headCount: Int
    public let keyValueHeadCount: Int
    /// The length of a head's query, key and value; even.
    public let headSize: Int
    /// The length of the feed-forward part's inner vector.
    public let intermediateSize: Int
    /// How many positions the model was made for.
    public let contextLength: Int
    /// What RMSNorm adds to the mean square.
    public let normEpsilon: Float
    public let rope: RopeConfiguration
    /// What scores are multiplied by before their softmax.
    public let attentionScale: Float
    /// How many positions a position sees, itself included, for each layer; nil for all before it.
    public let windows: [Int?]
    /// Whether the output projection is the embedding.
    public let tiesEmbeddings: Bool
    public let activation: DecoderActivation
    /// What scores are capped at by a tanh; nil for no cap.
    public let scoreCap: Float?
    /// What logits are capped at by a tanh; nil for no cap.
    public let logitCap: Float?
    public let hasQueryKeyValueBias: Bool
    public let hasOutputBias: Bool
    public let hasFeedForwardBias: Bool

    /// The length of all queries of a position.
    public var querySize: Int { headCount * headSize }
    /// The length of all keys of a position.
    public var keyValueSize: Int { keyValueHeadCount * headSize }
}
