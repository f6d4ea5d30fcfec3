import JSON

/// A chat template of a model: Jinja that makes the prompt of a conversation, as Hugging Face transformers runs it.
///
/// Parsing is done once; a template can be rendered any number of times, from any thread.
public struct ChatTemplate: Sendable {
    private let source: String
    private let template: Template

    /// Parses a template.
    /// - Parameter name: What messages call it, a file's path for example.
    /// - Throws: ``ChatTemplateError`` with code `syntax` and the place of the first fault.
    public init(_ source: String, name: String? = nil) throws(ChatTemplateError) {
        self.source = source
        template = try Template(source, name: name)
    }

    /// Makes the prompt of a conversation, by the rules of `apply_chat_template`.
    /// - Parameters:
    ///   - messages: A list of objects with `role`, `content` and what else the template reads. Keys whose value is null
    ///     count as absent.
    ///   - tools: A list of objects that describe functions, or null.
    ///   - documents: A list of objects with `title` and `text`, or null.
    ///   - addGenerationPrompt: Whether the prompt is to end with the beginning of the assistant's next message.
    ///   - continuation: The final message to go on with, instead of beginning a new one.
    ///   - specialTokens: `bos_token`, `eos_token` and the others that the tokenizer has.
    ///   - variables: Further variables that the template names; they go before the special tokens.
    ///   - limits: What the template may use up.
    ///   - now: The clock of `strftime_now`.
    /// - Throws: ``ChatTemplateError`` when the conversation is empty or not of that form, when the template raises an
    ///   error of its own or fails, and when it takes more than its limits allow.
    public func render(
        messages: JSONValue, tools: JSONValue? = nil, documents: JSONValue? = nil, addGenerationPrompt: Bool = false,
        continuing continuation: Continuation? = nil, specialTokens: JSONObject = [:], variables: JSONObject = [:],
        limits: RenderLimits = RenderLimits(), now: @escaping @Sendable () -> LocalTime = LocalTime.now
    ) throws(ChatTemplateError) -> String {
        var conversation = try Conversation(messages)
        if let continuation {
            guard !addGenerationPrompt else {
                throw Failure(
                    .input,
                    "continue_final_message and add_generation_prompt are not compatible: either the final message goes on"
                        + " or a new one begins")
            }
            try conversation.open(continuation, in: source)
        }
        try Self.checkObjects(tools, "tools")
        try Self.checkObjects(documents, "documents")
        var values: [String: Value] = [:]
        for (name, value) in specialTokens { values[name] = try Value(value) }
        for (name, value) in variables {
            guard !Self.reservedNames.contains(name) else {
                throw Failure(.input, "variable '\(name)': it has an argument of its own")
            }
            values[name] = try Value(value)
        }
        values["messages"] = try Value(.array(conversation.messages.map(JSONValue.object)))
        values["tools"] = try Value(tools ?? .null)
        values["documents"] = try Value(documents ?? .null)
        values["add_generation_prompt"] = .bool(addGenerationPrompt)
        return try conversation.close(try template.render(values, limits: limits, now: now))
    }

    private static let reservedNames: Set<String> = ["messages", "tools", "documents", "add_generation_prompt"]

    private static func checkObjects(_ list: JSONValue?, _ name: String) throws(ChatTemplateError) {
        guard let list, list != .null else { return }
        guard let elements = list.arrayValue else {
            throw Failure(.input, "\(name): expected a list of objects, got \(list.kindName)")
        }
        for (index, element) in elements.enumerated() where element.objectValue == nil {
            throw Failure(.input, "\(name)[\(index)]: expected an object, got \(element.kindName)")
        }
    }
}
