import FlavorKit

/// A task of MLflow's that gives a text generator the face of a web API.
enum InferenceTask: String, CaseIterable {
    case chat = "llm/v1/chat"
    case completions = "llm/v1/completions"

    /// The signature that MLflow gives every model of the task.
    func signature() throws(FlavorError) -> ModelSignature {
        switch self {
        case .chat:
            try ModelSignature(inputsText: Self.chatRequest, outputsText: Self.reply(Self.chatChoice), paramsText: nil)
        case .completions:
            try ModelSignature(
                inputsText: Self.completionRequest, outputsText: Self.reply(Self.completionChoice), paramsText: nil)
        }
    }

    private static let text = #"{"type": "string", "required": true}"#
    private static let optionalText = #"{"type": "string", "required": false}"#
    private static let texts = #"{"type": "array", "items": {"type": "string"}, "required": false}"#

    private static let toolCall = """
        {"type": "object", "properties": {"id": \(text), "type": \(text), "function": {"type": "object", "properties":
        {"name": \(text), "arguments": \(text)}, "required": true}}}
        """

    /// A message without what says whether there has to be one.
    private static let message = """
        "type": "object", "properties": {"role": \(text), "content": \(optionalText), "name": \(optionalText),
        "refusal": \(optionalText), "tool_call_id": \(optionalText), "tool_calls": {"type": "array",
        "items": \(toolCall), "required": false}}
        """

    private static let toolParameters = """
        {"type": "object", "properties": {"type": \(optionalText), "properties": {"type": "map", "values": {"type": "object",
        "properties": {"type": \(text), "description": \(optionalText), "enum": \(texts), "items": {"type": "object",
        "properties": {"type": \(text)}, "required": false}}}, "required": true}, "required": \(texts),
        "additionalProperties": {"type": "boolean", "required": false}}, "required": true}
        """

    private static let tool = """
        {"type": "object", "properties": {"type": \(text), "function": {"type": "object", "properties": {"name": \(text),
        "description": \(optionalText), "parameters": \(toolParameters), "strict": {"type": "boolean", "required": false}},
        "required": false}}}
        """

    private static let chatRequest = """
        [{"name": "messages", "type": "array", "items": {\(message)}, "required": true},
        {"name": "temperature", "type": "double", "required": false}, {"name": "max_tokens", "type": "long", "required": false},
        {"name": "stop", "type": "array", "items": {"type": "string"}, "required": false},
        {"name": "n", "type": "long", "required": false}, {"name": "stream", "type": "boolean", "required": false},
        {"name": "top_p", "type": "double", "required": false}, {"name": "top_k", "type": "long", "required": false},
        {"name": "frequency_penalty", "type": "double", "required": false},
        {"name": "presence_penalty", "type": "double", "required": false},
        {"name": "tools", "type": "array", "items": \(tool), "required": false},
        {"name": "custom_inputs", "type": "map", "values": {"type": "any"}, "required": false}]
        """

    private static let completionRequest = """
        [{"name": "prompt", "type": "string", "required": true},
        {"name": "temperature", "type": "double", "required": false}, {"name": "max_tokens", "type": "long", "required": false},
        {"name": "stop", "type": "array", "items": {"type": "string"}, "required": false},
        {"name": "n", "type": "long", "required": false}, {"name": "stream", "type": "boolean", "required": false}]
        """

    private static let chatChoice = #""message": {\#(message), "required": true}"#
    private static let completionChoice = #""text": \#(text)"#

    /// The outputs with what a choice has of its own; those of a chat may lack usage, and have room for others' extras.
    private static func reply(_ choice: String) -> String {
        let isChat = choice == chatChoice
        let count = #"{"type": "long", "required": true}"#
        let extras = #", {"name": "custom_outputs", "type": "map", "values": {"type": "any"}, "required": false}"#
        return """
            [{"name": "id", "type": "string", "required": true}, {"name": "object", "type": "string", "required": true},
            {"name": "created", "type": "long", "required": true}, {"name": "model", "type": "string", "required": true},
            {"name": "choices", "type": "array", "items": {"type": "object", "properties": {"index": \(count),
            "finish_reason": \(text), \(choice)}}, "required": true}, {"name": "usage", "type": "object", "properties":
            {"prompt_tokens": \(count), "completion_tokens": \(count), "total_tokens": \(count)}, "required": \(!isChat)}\
            \(isChat ? extras : "")]
            """
    }
}
