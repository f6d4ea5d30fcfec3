import ChatTemplates
import JSON

/// A conversation as it is given to `flavor render`: a list of messages, or an object with more.
struct RenderRequest {
    private var messages: JSONValue
    private var tools: JSONValue?
    private var documents: JSONValue?
    private var addsGenerationPrompt: Bool
    private var continuation: Continuation?
    private var variables: JSONObject = [:]

    /// Whether there are tools, for which some models have a template of their own.
    var hasTools: Bool { tools.map { !$0.isNull } ?? false }

    /// Reads a conversation from JSON; `source` is what messages call it.
    init(parsing bytes: [UInt8], source: String) throws(ChatTemplateError) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: bytes) } catch {
            throw ChatTemplateError(.input, "\(source): \(error)")
        }
        var fields = json.objectValue ?? ["messages": json]
        func take(_ name: String) -> JSONValue? {
            defer { fields[name] = nil }
            return fields[name]
        }
        guard let messages = take("messages"), messages.arrayValue != nil else {
            throw ChatTemplateError(
                .input, "\(source): expected a list of messages, or an object with messages, got \(json.kindName)")
        }
        self.messages = messages
        tools = take("tools")
        documents = take("documents")
        // A chat model goes on with a final message of its own, and begins one after any other.
        let endsWithAssistant = messages.arrayValue?.last?["role"]?.stringValue == "assistant"
        let prompt = take("add_generation_prompt")
        let further = take("continue_final_message")
        let saysNothing = prompt == nil && further == nil
        addsGenerationPrompt = saysNothing && !endsWithAssistant
        continuation = saysNothing && endsWithAssistant ? Continuation() : nil
        switch prompt {
        case .bool(let value)?: addsGenerationPrompt = value
        case nil, .null?: break
        case let other?:
            throw ChatTemplateError(
                .input, "\(source): add_generation_prompt: expected true or false, got \(other.kindName)")
        }
        switch further {
        case .bool(let value)?: continuation = value ? Continuation() : nil
        case .string(let field)?: continuation = Continuation(field: field)
        case nil, .null?: break
        case let other?:
            throw ChatTemplateError(
                .input, "\(source): continue_final_message: expected true, false or a field, got \(other.kindName)")
        }
        variables = fields
    }

    /// The prompt that a template makes of the conversation.
    func render(_ template: ChatTemplate, specialTokens: JSONObject) throws(ChatTemplateError) -> String {
        try template.render(
            messages: messages, tools: tools, documents: documents, addGenerationPrompt: addsGenerationPrompt,
            continuing: continuation, specialTokens: specialTokens, variables: variables)
    }
}
