/// A task of language models, with MLflow's name.
enum LanguageTask: String, CaseIterable {
    case chat = "llm/v1/chat"
    case completions = "llm/v1/completions"

    /// The column of a request that holds what is asked.
    var subject: String {
        switch self {
        case .chat: "messages"
        case .completions: "prompt"
        }
    }

    /// What a whole reply says that it is.
    var object: String {
        switch self {
        case .chat: "chat.completion"
        case .completions: "text_completion"
        }
    }

    /// What a piece of a streamed reply says that it is.
    var pieceObject: String {
        switch self {
        case .chat: "chat.completion.chunk"
        case .completions: "text_completion"
        }
    }

    /// What the identifiers of replies begin with.
    var identifierPrefix: String {
        switch self {
        case .chat: "chatcmpl-"
        case .completions: "cmpl-"
        }
    }
}
