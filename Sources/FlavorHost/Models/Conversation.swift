import FlavorKit
import JSON

/// A conversation with a model that takes messages, as those of the task `llm/v1/chat` do.
public struct Conversation: Sendable, Equatable {
    /// What the model is told before the first message; nil says nothing.
    public var system: String?
    /// What user and model have said.
    public private(set) var messages: [Message] = []

    /// What one of the two said.
    public struct Message: Sendable, Equatable {
        /// Who says something.
        public enum Role: String, Sendable {
            case user, assistant
        }

        public var role: Role
        public var content: String
    }

    /// Begins a conversation.
    public init(system: String? = nil) { self.system = system }

    /// Says something.
    public mutating func append(_ role: Message.Role, _ content: String) {
        messages.append(Message(role: role, content: content))
    }

    /// Takes the last message back.
    public mutating func removeLast() { _ = messages.popLast() }

    /// Forgets all messages; what the model is told before them stays.
    public mutating func reset() { messages = [] }

    /// The request for the model's next message.
    public var payload: Payload { Payload(value, isReplyBare: true) }

    /// The same as a request's body.
    public var json: JSONValue { value.json }

    private var value: Value {
        let said = (system.map { [("system", $0)] } ?? []) + messages.map { ($0.role.rawValue, $0.content) }
        return [
            "messages": .list(said.map { role, content in ["role": .string(role), "content": .string(content)] })
        ]
    }
}

extension ModelSignature {
    /// Whether a request is a conversation: a column `messages` of objects with a role.
    public var takesMessages: Bool {
        (inputs?.columns ?? []).contains { column in
            guard column.name?.text == "messages", case .array(.object(let message)) = column.type else { return false }
            return message.properties.contains { $0.name == "role" }
        }
    }
}
