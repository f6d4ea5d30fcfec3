import Glibc

/// What a longrope scaling says: factors for short and for long sequences, and where long begins.
struct LongropeScaling {
    let short: [Float]
    let long: [Float]
    let originalLength: Int
    let scaling: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, family: DecoderFamily, pairCount: Int,
        contextLength: Int
    ) throws(ConfigurationError) {
        short = try parameters.positiveNumbers("short_factor", count: pairCount)
        long = try parameters.positiveNumbers("long_factor", count: pairCount)
        let key = "original_max_position_embeddings"
        // The key beside the parameters wins over the one among them, as in transformers.
        let outer = try reader.size(key)
        let inner = try parameters.size(key)
        originalLength = outer ?? inner ?? family.defaults.originalContextLength ?? contextLength
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
