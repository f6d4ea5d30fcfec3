import ModelConfiguration

extension DecoderSupport {
    /// What graphs are built for.
    static let buildable = DecoderSupport(
        families: [.llama, .mistral, .qwen2, .qwen3, .phi3, .gemma2], activations: DecoderActivation.allCases,
        mixesWindows: true, turnsOddSizes: false,
        // The graph holds the angles of every position.
        longestContext: ConfigurationReader.largestSize)
}
