/// What an answer is generated for.
enum Prompt: Sendable, Equatable {
    case text(String)
    case tokens([Int])

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var isText: Bool { text != nil }

    /// The prompt in a template's one column; tokens stay as they are.
    func filled(into template: PromptTemplate) -> Prompt {
        guard case .text(let text) = self else { return self }
        return .text(template.filled { _ in text })
    }
}
