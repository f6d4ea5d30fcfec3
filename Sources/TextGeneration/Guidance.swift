import FlavorKit

/// What an answer is kept to while it is generated.
package struct Guidance: Sendable, Equatable {
    /// The ways to say it; each is the name of a parameter.
    package enum Kind: String, Sendable, CaseIterable {
        case jsonSchema = "json_schema"
        case regex
        case larkGrammar = "lark_grammar"
    }

    package let kind: Kind
    /// The schema, the expression or the grammar.
    package let text: String
}

extension GenerationSettings {
    /// The guidance that is asked for.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when there is more than one, or one is not a text.
    func guidance() throws(FlavorError) -> Guidance? {
        var found: (guidance: Guidance, subject: String)?
        for kind in Guidance.Kind.allCases {
            guard let setting = self[kind.rawValue] else { continue }
            guard case .string(let text) = setting.value else { throw setting.mismatch("a string") }
            guard !text.isEmpty else { throw setting.outOfRange("a text that is not empty", "an empty one") }
            if let other = found {
                throw FlavorError(
                    .invalidArgument, "\(other.subject) and \(setting.subject) are both given: give one of the two")
            }
            found = (Guidance(kind: kind, text: text), setting.subject)
        }
        return found?.guidance
    }
}
