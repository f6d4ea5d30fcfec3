import FlavorKit
import Glibc

/// The rotary position encoding that config.json describes.
struct RopeConfiguration: Sendable {
    /// How many pairs of a head's elements are turned; the elements after the pairs stay as they are.
    let pairCount: Int
    /// What the angle of each pair grows by from position to position, in radians; `[pairCount]`.
    let frequencies: [Float]
    /// The frequencies and the length from which on they hold for every position, where the family has such.
    let extended: Extended?
    /// What cosines and sines are multiplied by.
    let scaling: Float

    struct Extended: Sendable {
        let frequencies: [Float]
        /// Sequences longer than this have these frequencies.
        let threshold: Int
    }
}

extension RopeConfiguration {
    /// Reads `rope_parameters`, as transformers 5 writes them, or `rope_scaling` with the keys around it.
    init(
        _ reader: ConfigurationReader, architecture: Architecture, headSize: Int, contextLength: Int
    ) throws(FlavorError) {
        let scaling = try reader.reader("rope_scaling")
        let newer = try reader.reader("rope_parameters")
        // An empty rope_scaling counts as none, as in transformers.
        let parameters = scaling.flatMap { $0.object.isEmpty ? nil : $0 } ?? newer
        let inner = try parameters?.positiveNumber("rope_theta")
        let outer = try reader.positiveNumber("rope_theta")
        let theta = inner ?? outer ?? architecture.defaults.ropeTheta
        let size = try Self.rotarySize(parameters, reader, headSize: headSize)
        pairCount = (size + 1) / 2
        let plain = (0..<pairCount).map { pow(Float(theta), Float(2 * $0) / Float(size)) }
        let kind = try Self.kind(parameters, architecture)
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
                parameters, reader, architecture: architecture, pairCount: pairCount, contextLength: contextLength)
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
        _ parameters: ConfigurationReader?, _ architecture: Architecture
    ) throws(FlavorError) -> Architecture.RopeKind {
        guard let parameters else { return .unscaled }
        let key = parameters.value("rope_type") == nil ? "type" : "rope_type"
        let name = try parameters.string(key) ?? "default"
        guard let kind = architecture.ropes[name] else {
            let known = architecture.ropes.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            throw FlavorError(.unimplemented, parameters.expected("one of \(known)", key).message)
        }
        return kind
    }

    /// How many elements of a head turn: all of them, or the part that `partial_rotary_factor` says.
    private static func rotarySize(
        _ parameters: ConfigurationReader?, _ reader: ConfigurationReader, headSize: Int
    ) throws(FlavorError) -> Int {
        let key = "partial_rotary_factor"
        let owner = parameters?.value(key) == nil ? reader : parameters ?? reader
        let factor = try owner.positiveNumber(key) ?? 1
        // An odd size is taken up to whole pairs, as in transformers.
        guard factor <= 1, Int(Double(headSize) * factor) >= 1 else {
            throw owner.expected("above 0, at most 1 and at least 1 / head_dim (1 / \(headSize))", key)
        }
        return Int(Double(headSize) * factor)
    }
}
