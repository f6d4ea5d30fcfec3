import FlavorKit
import JSON

/// The way from a model to a flavor, with what each step does to it.
public struct ConversionPlan: Sendable, Equatable {
    /// The steps, in order; the last one is a save of the flavor that was asked for.
    public var steps: [Step]

    /// One flavor's part of a conversion.
    public struct Step: Sendable, Equatable {
        /// The flavor that does it.
        public let flavor: String
        /// What it does.
        public let action: Action
        /// The format that it gives or takes.
        public let format: String
        /// What becomes of the model; nil where that shows only once the files before it are there, and where its flavor
        /// does not say.
        public var outcome: ConversionStep?
        /// Whether the flavor was asked and has no way to say what it does.
        public var isSilent = false

        /// Takes what the flavor answered; nil where it lacks the ability to.
        mutating func take(_ outcome: ConversionStep?) {
            self.outcome = outcome
            isSilent = outcome == nil
        }

        /// The kinds of steps.
        public enum Action: String, Sendable {
            case export
            case save
        }
    }

    /// The worst of all steps; nil as long as one of which nothing is known may be worse.
    public var fidelity: ConversionStep.Fidelity? {
        worstKnown == .lossy || steps.allSatisfy { $0.outcome != nil } ? worstKnown : nil
    }

    /// The worst that is known of all steps.
    var worstKnown: ConversionStep.Fidelity { steps.compactMap(\.outcome?.fidelity).max() ?? .exact }

    /// What all steps lose.
    public var loses: [String] { steps.flatMap { $0.outcome?.loses ?? [] } }

    /// The names on the way, such as `transformers-pipeline`, `huggingface`, `onnx-custom-wrapper`.
    public var path: [String] {
        var names: [String] = []
        for step in steps {
            let pair = step.action == .export ? [step.flavor, step.format] : [step.format, step.flavor]
            for name in pair where names.last != name { names.append(name) }
        }
        return names
    }

    /// Lines for a person to read.
    public var lines: [String] {
        [path.joined(separator: " → ")]
            + steps.enumerated().map { index, step in
                let verb = step.action == .export ? "exports" : "saves from"
                return "\(index + 1). \(step.flavor) \(verb) \(step.format): \(Self.text(step))"
            }
    }

    private static func text(_ step: Step) -> String {
        guard let outcome = step.outcome else {
            return step.isSilent ? "the flavor does not say what it does" : "known once the files are there"
        }
        let size = outcome.byteCount == 0 ? "the files stay where they are" : "\(outcome.byteCount) bytes"
        let losses = outcome.loses.isEmpty ? "" : " (\(outcome.loses.joined(separator: "; ")))"
        return "\(outcome.fidelity.rawValue)\(losses), \(size)"
    }

    /// The whole as one JSON object.
    public var json: JSONValue {
        [
            "path": .array(path.map(JSONValue.string)),
            "steps": .array(
                steps.map { step in
                    [
                        "flavor": .string(step.flavor), "action": .string(step.action.rawValue),
                        "format": .string(step.format),
                        "fidelity": step.outcome.map { .string($0.fidelity.rawValue) } ?? .null,
                        "loses": .array(step.outcome?.loses.map(JSONValue.string) ?? []),
                        "bytes": step.outcome.map { .integer(Int64($0.byteCount)) } ?? .null,
                    ]
                }),
        ]
    }
}
