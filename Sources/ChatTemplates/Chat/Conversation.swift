import JSON

/// What of a final message is gone on with.
public struct Continuation: Sendable {
    /// The field of the message whose text goes on.
    public let field: String

    /// Creates a continuation of a field, which is the content where nothing else is said.
    public init(field: String = "content") { self.field = field }
}

/// The messages of a conversation as templates are to see them.
struct Conversation {
    private(set) var messages: [JSONObject]
    /// The text that goes on, when the final message does.
    private var openText: String?

    /// The names under which the reasoning of a message is passed; templates read one or the other.
    private static let reasoningFields = ["reasoning_content", "thinking", "reasoning"]
    /// Marks in the prompt where the final message ends.
    private static let tag = "CONTINUE_FINAL_MESSAGE_TAG "

    /// Reads messages: absent for null, and with the reasoning under all its names.
    init(_ json: JSONValue) throws(ChatTemplateError) {
        guard let elements = json.arrayValue else {
            throw Failure(.input, "messages: expected a list of messages, got \(json.kindName)")
        }
        guard !elements.isEmpty else {
            throw Failure(
                .input, "cannot apply a chat template to an empty conversation: give at least one message")
        }
        messages = []
        for (index, element) in elements.enumerated() {
            guard let message = element.objectValue else {
                throw Failure(.input, "messages[\(index)]: expected an object, got \(element.kindName)")
            }
            messages.append(Self.aliased(Self.withoutNulls(message)))
        }
    }

    private static func withoutNulls(_ message: JSONObject) -> JSONObject {
        var message = message
        for (key, value) in message {
            if case .null = value { message[key] = nil }
        }
        return message
    }

    private static func aliased(_ message: JSONObject) -> JSONObject {
        guard let reasoning = reasoningFields.lazy.compactMap({ message[$0] }).first else { return message }
        var result: JSONObject = ["thinking": reasoning]
        for (key, value) in message { result[key] = value }
        result["reasoning_content"] = reasoning
        return result
    }

    /// Marks the end of the final message.
    mutating func open(_ continuation: Continuation, in template: String) throws(ChatTemplateError) {
        let field = continuation.field
        guard let last = messages.indices.last, let text = messages[last][field] else {
            throw Failure(
                .input, "continue_final_message is set but the final message has no \"\(field)\" to continue!")
        }
        var fields = [field]
        if Self.reasoningFields.contains(field) { fields = Self.reasoningFields.filter { messages[last][$0] == text } }
        guard fields.contains(where: { find($0, in: template) != nil }) else {
            throw Failure(
                .input,
                "continue_final_message is set to \"\(field)\" but this is not an accepted field in the chat_template")
        }
        switch text {
        case .string(let text):
            for field in fields { messages[last][field] = .string(text + Self.tag) }
            openText = text
        case .array(var parts):
            guard let index = parts.lastIndex(where: { $0["text"] != nil }), var part = parts[index].objectValue,
                let text = part["text"]?.stringValue
            else {
                throw Failure(
                    .input,
                    "continue_final_message is set but we could not find any text to continue in the final message!")
            }
            part["text"] = .string(text + Self.tag)
            parts[index] = .object(part)
            messages[last][field] = .array(parts)
            openText = text
        default:
            throw Failure(.input, "the final message's \"\(field)\" to continue is no text, but \(text.kindName)")
        }
    }

    /// The prompt up to where the final message goes on.
    func close(_ prompt: String) throws(ChatTemplateError) -> String {
        guard let openText else { return prompt }
        let mark = Splitting.strip(Self.tag, nil, left: true, right: true)
        let text = Splitting.strip(openText, nil, left: true, right: true)
        guard find(text, in: prompt) != nil, let end = findLast(mark, in: prompt) else {
            throw Failure(
                .input,
                "continue_final_message is set but the final message does not appear in the chat after applying the chat"
                    + " template; the template may delete portions of it")
        }
        let kept = Splitting.slice(prompt, 0..<end)
        // A template that trims the message trims the mark's space, and what stood before it goes too.
        let rest = Splitting.slice(prompt, end..<min(end + Self.tag.utf8.count, prompt.utf8.count))
        return sameBytes(rest, Self.tag) ? kept : Splitting.strip(kept, nil, left: false, right: true)
    }
}
