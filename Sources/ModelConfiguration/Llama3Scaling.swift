/// What a llama3 scaling says: slow angles are divided, fast ones stay, and those between change over.
struct Llama3Scaling {
    let factor: Float
    let lowFrequencyFactor: Float
    let highFrequencyFactor: Float
    let originalLength: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, contextLength: Int
    ) throws(ConfigurationError) {
        factor = Float(try parameters.requiredNumber("factor"))
        lowFrequencyFactor = Float(try parameters.requiredNumber("low_freq_factor"))
        highFrequencyFactor = Float(try parameters.requiredNumber("high_freq_factor"))
        guard lowFrequencyFactor < highFrequencyFactor else {
            throw parameters.expected("above low_freq_factor (\(lowFrequencyFactor))", "high_freq_factor")
        }
        let key = "original_max_position_embeddings"
        let outer = try reader.size(key)
        let inner = try parameters.size(key)
        originalLength = Float(outer ?? inner ?? contextLength)
    }

    /// The frequency that stands for one; calculated in float32 as transformers does.
    func scaled(_ frequency: Float) -> Float {
        let turns = originalLength / (2 * Float.pi / frequency)
        if turns < lowFrequencyFactor { return frequency / factor }
        if turns > highFrequencyFactor { return frequency }
        let share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)
        return (1 - share) * frequency / factor + share * frequency
    }
}
