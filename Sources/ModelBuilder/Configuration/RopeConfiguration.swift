import Glibc

/// The rotary position encoding that config.json describes.
struct RopeConfiguration: Sendable {
    /// The angles of ordinary sequences.
    let table: RotaryTable
    /// The angles of sequences that are longer than a length, where the family has such.
    let extended: Extended?

    struct Extended: Sendable {
        let table: RotaryTable
        /// Sequences longer than this have the other angles.
        let threshold: Int
    }

    /// Whether only a part of each head turns.
    let isPartial: Bool
}

/// The cosines and sines of positions from 0.
struct RotaryTable: Sendable {
    /// What the angle of each pair grows by from position to position, in radians.
    let frequencies: [Float]
    /// How many positions.
    let positionCount: Int
    /// What cosines and sines are multiplied by.
    let scaling: Float

    /// Calculates a part of the table, in float32 throughout as transformers does.
    ///
    /// - Parameter values: `[positions.count][frequencies.count]`.
    func write(_ function: Function, positions: Range<Int>, to values: UnsafeMutableBufferPointer<Float>) {
        var index = 0
        for position in positions {
            for frequency in frequencies {
                let angle = Float(position) * frequency
                values[index] = (function == .cosine ? cosf(angle) : sinf(angle)) * scaling
                index += 1
            }
        }
    }

    enum Function: Sendable {
        case cosine
        case sine
    }
}

extension RopeConfiguration {
    /// Reads `rope_parameters`, as transformers 5 writes them, or `rope_scaling` with the keys around it.
    init(
        _ reader: ConfigurationReader, family: DecoderFamily, headSize: Int, contextLength: Int
    ) throws(ModelBuilderError) {
        let scaling = try reader.reader("rope_scaling")
        let newer = try reader.reader("rope_parameters")
        // An empty rope_scaling counts as none, as in transformers.
        let parameters = scaling.flatMap { $0.object.isEmpty ? nil : $0 } ?? newer
        let inner = try parameters?.positiveNumber("rope_theta")
        let outer = try reader.positiveNumber("rope_theta")
        let theta = inner ?? outer ?? family.defaults.ropeTheta
        let size = try Self.rotarySize(parameters, reader, headSize: headSize)
        isPartial = size != headSize
        let pairCount = size / 2
        let plain = (0..<pairCount).map { pow(Float(theta), Float(2 * $0) / Float(size)) }
        var frequencies = plain.map { 1 / $0 }
        var extended: Extended?
        var scale: Float = 1
        var positionCount = contextLength
        let kind = try Self.kind(parameters, family)
        switch (kind, parameters) {
        case (.linear, let parameters?):
            let factor = try parameters.requiredNumber("factor")
            frequencies = frequencies.map { $0 / Float(factor) }
        case (.llama3, let parameters?):
            let llama3 = try Llama3Scaling(parameters, reader, contextLength: contextLength)
            frequencies = frequencies.map(llama3.scaled)
        case (.longrope, let parameters?):
            let longrope = try LongropeScaling(
                parameters, reader, family: family, pairCount: pairCount, contextLength: contextLength)
            frequencies = zip(longrope.short, plain).map { 1 / ($0 * $1) }
            scale = longrope.scaling
            // A context that was not extended has no use for the long factors.
            if longrope.originalLength < contextLength {
                positionCount = longrope.originalLength
                extended = Extended(
                    table: RotaryTable(
                        frequencies: zip(longrope.long, plain).map { 1 / ($0 * $1) }, positionCount: contextLength,
                        scaling: scale),
                    threshold: longrope.originalLength)
            }
        case (.unscaled, _), (_, nil): break
        }
        table = RotaryTable(frequencies: frequencies, positionCount: positionCount, scaling: scale)
        self.extended = extended
    }

    private static func kind(
        _ parameters: ConfigurationReader?, _ family: DecoderFamily
    ) throws(ModelBuilderError) -> DecoderFamily.RopeKind {
        guard let parameters else { return .unscaled }
        let key = parameters.value("rope_type") == nil ? "type" : "rope_type"
        let name = try parameters.string(key) ?? "default"
        guard let kind = family.ropes[name] else {
            let known = family.ropes.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            throw parameters.unsupported("one of \(known)", key)
        }
        return kind
    }

    /// How many elements of a head turn: all of them, or the part that `partial_rotary_factor` says.
    private static func rotarySize(
        _ parameters: ConfigurationReader?, _ reader: ConfigurationReader, headSize: Int
    ) throws(ModelBuilderError) -> Int {
        let key = "partial_rotary_factor"
        let owner = parameters?.value(key) == nil ? reader : parameters ?? reader
        let factor = try owner.positiveNumber(key) ?? 1
        let size = Int(Double(headSize) * min(factor, 1))
        guard factor <= 1, size >= 2, size.isMultiple(of: 2) else {
            throw owner.expected("above 0, at most 1 and a whole number of pairs of head_dim (\(headSize))", key)
        }
        return size
    }
}

/// What a longrope scaling says: factors for short and for long sequences, and where long begins.
struct LongropeScaling {
    let short: [Float]
    let long: [Float]
    let originalLength: Int
    let scaling: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, family: DecoderFamily, pairCount: Int,
        contextLength: Int
    ) throws(ModelBuilderError) {
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

/// What a llama3 scaling says: slow angles are divided, fast ones stay, and those between change over.
struct Llama3Scaling {
    let factor: Float
    let lowFrequencyFactor: Float
    let highFrequencyFactor: Float
    let originalLength: Float

    init(
        _ parameters: ConfigurationReader, _ reader: ConfigurationReader, contextLength: Int
    ) throws(ModelBuilderError) {
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
