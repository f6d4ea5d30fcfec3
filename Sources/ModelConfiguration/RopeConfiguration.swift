import Glibc

/// The rotary position encoding that config.json describes.
public struct RopeConfiguration: Sendable {
    /// How many of a head's elements turn; the elements after them stay as they are.
    public let rotarySize: Int
    /// What the angle of each pair grows by from position to position, in radians; `[(rotarySize + 1) / 2]`.
    public let frequencies: [Float]
    /// The frequencies of long sequences, where the family has such.
    public let extended: Extended?
    /// What cosines and sines are multiplied by.
    public let scaling: Float

    /// The frequencies that hold for every position of a long sequence.
    public struct Extended: Sendable {
        public let frequencies: [Float]
        /// Sequences longer than this have these frequencies.
        public let threshold: Int
    }

    /// How many pairs of a head's elements turn.
    public var pairCount: Int { frequencies.count }
}

extension RopeConfiguration {
    /// Reads `rope_parameters`, as transformers 5 writes them, or `rope_scaling` with the keys around it.
    init(
        _ reader: ConfigurationReader, family: DecoderFamily, headSize: Int, contextLength: Int,
        support: DecoderSupport
    ) throws(ConfigurationError) {
        let scaling = try reader.reader("rope_scaling")
        let newer = try reader.reader("rope_parameters")
        // An empty rope_scaling counts as none, as in transformers.
        let parameters = scaling.flatMap { $0.object.isEmpty ? nil : $0 } ?? newer
        let inner = try parameters?.positiveNumber("rope_theta")
        let outer = try reader.positiveNumber("rope_theta")
        let theta = inner ?? outer ?? family.defaults.ropeTheta
        let size = try Self.rotarySize(parameters, reader, headSize: headSize, support: support)
        rotarySize = size
        // An odd size is taken up to whole pairs, as in transformers.
        let pairCount = (size + 1) / 2
        let plain = (0..<pairCount).map { pow(Float(theta), Float(2 * $0) / Float(size)) }
        let kind = try Self.kind(parameters, family)
        switch (kind, parameters) {
        case (.linear, let parameters?):
            let factor = try parameters.requiredNumber("factor")
            frequencies = plain.map { 1 / $0 / Float(factor) }
            extended = nil
            self.scaling = 1
        case (.llama3, let parameters?):
            let llama3 = try Llama3Scaling(parameters, reader, contextLength: contextLength)
            frequencies = plain.map { llama3.scaled(1 / $0) }
            extended = nil
            self.scaling = 1
        case (.longrope, let parameters?):
            let longrope = try LongropeScaling(
                parameters, reader, family: family, pairCount: pairCount, contextLength: contextLength)
            frequencies = zip(longrope.short, plain).map { 1 / ($0 * $1) }
            extended = Extended(
                frequencies: zip(longrope.long, plain).map { 1 / ($0 * $1) }, threshold: longrope.originalLength)
            self.scaling = longrope.scaling
        case (.unscaled, _), (_, nil):
            frequencies = plain.map { 1 / $0 }
            extended = nil
            self.scaling = 1
        }
    }

    private static func kind(
        _ parameters: ConfigurationReader?, _ family: DecoderFamily
    ) throws(ConfigurationError) -> DecoderFamily.RopeKind {
        guard let parameters else { return .unscaled }
        let key = parameters.value("rope_type") == nil ? "type" : "rope_type"
        let name = try parameters.string(key) ?? "default"
        guard let kind = family.ropes[name] else {
            throw parameters.expected("one of \(list(family.ropes.keys.sorted()))", key, .unsupported)
        }
        return kind
    }

    /// How many elements of a head turn: all of them, or the part that `partial_rotary_factor` says.
    private static func rotarySize(
        _ parameters: ConfigurationReader?, _ reader: ConfigurationReader, headSize: Int, support: DecoderSupport
    ) throws(ConfigurationError) -> Int {
        let key = "partial_rotary_factor"
        let owner = parameters?.value(key) == nil ? reader : parameters ?? reader
        let factor = try owner.positiveNumber(key) ?? 1
        guard factor <= 1, Int(Double(headSize) * factor) >= 1 else {
            throw owner.expected("above 0, at most 1 and at least 1 / head_dim (1 / \(headSize))", key)
        }
        let size = Int(Double(headSize) * factor)
        guard size.isMultiple(of: 2) || support.turnsOddSizes else {
            throw owner.expected(
                "a share of head_dim (\(headSize)) that is a whole number of pairs", key, .unsupported)
        }
        return size
    }
}
