import FlavorKit
import Glibc
import ToolCalls

/// A reply to one request in OpenAI's form, whole or in pieces.
struct Reply {
    let task: LanguageTask
    /// What the model is called.
    let model: String
    private let id: String
    private let created: Int64

    /// Begins a reply, now.
    init(task: LanguageTask, model: String) {
        self.task = task
        self.model = model
        id = Identifier.reply(task)
        created = Int64(time(nil))
    }

    /// One of the answers, whole.
    struct Choice {
        var text = ""
        var calls: [ToolCall] = []
        var finishReason = ""
        var logprobs: Value?
    }

    /// The whole reply, its members in MLflow's order.
    func whole(_ choices: [Choice], usage: Usage) -> Value {
        var members = head(task.object)
        members["usage"] = usage.value
        members["choices"] = .list(
            choices.enumerated().map { index, choice in
                var members = ValueMap([("index", .int(Int64(index))), ("finish_reason", .string(choice.finishReason))])
                switch task {
                case .chat: members["message"] = .map(message(choice))
                case .completions: members["text"] = .string(choice.text)
                }
                members["logprobs"] = choice.logprobs
                return .map(members)
            })
        return .map(members)
    }

    private func message(_ choice: Choice) -> ValueMap {
        let content: Value = choice.text.isEmpty && !choice.calls.isEmpty ? .null : .string(choice.text)
        var message = ValueMap([("role", "assistant"), ("content", content)])
        if !choice.calls.isEmpty { message["tool_calls"] = .list(choice.calls.map { $0.value(position: nil) }) }
        return message
    }

    /// A piece of one of the answers.
    struct Piece {
        var index = 0
        /// Whether an assistant's answer begins with it.
        var beginsMessage = false
        var text: String?
        var calls: [ToolCall] = []
        var finishReason: String?
        var logprobs: Value?
    }

    /// A piece of the reply.
    func piece(_ piece: Piece) -> Value {
        var choice = ValueMap([("index", .int(Int64(piece.index)))])
        switch task {
        case .chat:
            var delta = ValueMap()
            if piece.beginsMessage { delta["role"] = "assistant" }
            delta["content"] = piece.text.map(Value.string)
            if !piece.calls.isEmpty {
                delta["tool_calls"] = .list(piece.calls.enumerated().map { $1.value(position: $0) })
            }
            choice["delta"] = .map(delta)
        case .completions:
            choice["text"] = .string(piece.text ?? "")
        }
        choice["finish_reason"] = piece.finishReason.map(Value.string) ?? .null
        choice["logprobs"] = piece.logprobs
        var members = head(task.pieceObject)
        members["choices"] = .list([.map(choice)])
        return .map(members)
    }

    /// The last piece where the caller asked for the usage.
    func piece(_ usage: Usage) -> Value {
        var members = head(task.pieceObject)
        members["choices"] = .list([])
        members["usage"] = usage.value
        return .map(members)
    }

    private func head(_ object: String) -> ValueMap {
        ValueMap([
            ("id", .string(id)), ("object", .string(object)), ("created", .int(created)), ("model", .string(model)),
        ])
    }
}
