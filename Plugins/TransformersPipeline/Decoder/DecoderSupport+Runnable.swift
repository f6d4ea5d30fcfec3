import ModelConfiguration

extension DecoderSupport {
    /// What the decoder runs.
    static let runnable = DecoderSupport(
        families: [.phi3, .llama, .mistral, .qwen2, .qwen3], activations: [.silu], mixesWindows: false,
        turnsOddSizes: true)
}

extension DecoderConfiguration {
    /// How many positions a position sees, itself included, in each of the layers; nil for all before it.
    var window: Int? { windows.first ?? nil }
}
