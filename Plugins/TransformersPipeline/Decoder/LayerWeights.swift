/// The weights of one layer.
struct LayerWeights {
    /// `[hiddenSize]`, before the attention.
    let attentionNorm: UnsafePointer<Float>
    let query: Projection
    let key: Projection
    let value: Projection
    /// `[headSize]`, for each head's queries and keys; nil where they are not normed.
    let queryNorm: UnsafePointer<Float>?
    let keyNorm: UnsafePointer<Float>?
    let attentionOutput: Projection
    /// `[hiddenSize]`, before the feed-forward part.
    let feedForwardNorm: UnsafePointer<Float>
    let gate: Projection
    let up: Projection
    let down: Projection
}
