import FlavorKit

/// A text that MLflow keeps with a model and puts every prompt into, at `{prompt}`.
///
/// As in Python's formatting `{{` and `}}` stand for braces.
struct PromptTemplate: Sendable, Equatable {
    private let before: String
    private let after: String

    /// - Throws: `FlavorError` with `invalidArgument` unless the template has exactly one place for the prompt.
    init(_ template: String) throws(FlavorError) {
        var parts = [""]
        var rest = Substring(template)
        while let character = rest.popFirst() {
            if character == "{" && rest.hasPrefix("prompt}") {
                rest.removeFirst("prompt}".count)
                parts.append("")
            } else if character == "{" || character == "}" {
                guard rest.first == character else { throw PromptTemplate.invalid }
                rest.removeFirst()
                parts[parts.count - 1].append(character)
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        guard parts.count == 2 else { throw PromptTemplate.invalid }
        before = parts[0]
        after = parts[1]
    }

    /// The template with a prompt in its place.
    func filled(with prompt: String) -> String { before + prompt + after }

    private static let invalid = FlavorError(
        .invalidArgument,
        "MLmodel: metadata.prompt_template must be a text with {prompt} once and no other braces alone")
}
