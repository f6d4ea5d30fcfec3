import FlavorKit
import Glibc

/// What a longrope scaling says: factors for short and for long sequences, and where long begins.
struct LongropeScaling {
    let short: [Float]
    let long: [Float]
    let originalLength: Int
    let scaling: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, architecture: Architecture, pairCount: Int,
        contextLength: Int
    ) throws(FlavorError) {
        short = try parameters.positiveNumbers("short_factor", count: pairCount)
        long = try parameters.positiveNumbers("long_factor", count: pairCount)
        let key = "original_max_position_embeddings"
        // The key beside the parameters wins over the one among them, as in transformers.
        let outer = try reader.size(key)
        let inner = try parameters.size(key)
        originalLength = outer ?? inner ?? architecture.defaults.originalContextLength ?? contextLength
        let factor = try parameters.positiveNumber("factor") ?? Double(contextLength) / Double(originalLength)
        if let given = try parameters.positiveNumber("attention_factor") {
            scaling = Float(given)
        } else if factor <= 1 {
            scaling = 1
        } else {
            scaling = Float((1 + log(factor) / log(Double(originalLength))).squareRoot())
        }
        guard scaling.isFinite else {
            throw reader.error(key, "must be above 1 where the context is extended, found \(originalLength)")
        }
    }
}

/// What a llama3 scaling says: slow angles are divided, fast ones stay, and those between change over.
struct Llama3Scaling {
    let factor: Float
    let lowFrequencyFactor: Float
    let highFrequencyFactor: Float
    let originalLength: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, contextLength: Int
    ) throws(FlavorError) {
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
