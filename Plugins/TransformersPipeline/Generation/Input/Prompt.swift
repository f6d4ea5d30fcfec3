/// What an answer is generated for.
enum Prompt: Sendable, Equatable {
    case text(String)
    case tokens([Int])
}
