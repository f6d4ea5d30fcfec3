import FlavorKit
import JSON

/// What a conversion did and how far its result agrees with the source, as it is stored in the result's metadata.
public struct ConversionReport: Sendable {
    /// The way, with what is known of each step afterwards.
    public let plan: ConversionPlan
    /// What both models were seen to do.
    public let proof: ConversionProof
    /// The name of the source's folder.
    let sourceName: String
    /// See `SourceDigest`.
    let sourceDigest: String
    let versions: JSONObject

    /// The entry `conversion` of the metadata.
    public var json: JSONValue {
        [
            "source": ["name": .string(sourceName), "digest": .string(sourceDigest)],
            "path": .array(plan.path.map(JSONValue.string)),
            "fidelity": plan.fidelity.map { .string($0.rawValue) } ?? .null,
            "loses": .array(plan.loses.map(JSONValue.string)), "versions": .object(versions), "proof": proof.json,
        ]
    }

    /// Lines for a person to read.
    public var lines: [String] { plan.lines + proof.lines }
}
