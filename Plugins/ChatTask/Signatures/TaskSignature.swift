import FlavorKit

/// The signature of a task: MLflow's columns, and then optional ones for what it has no place for.
struct TaskSignature {
    private let task: LanguageTask

    init(_ task: LanguageTask) { self.task = task }

    func signature() throws(FlavorError) -> ModelSignature {
        try ModelSignature(inputs: Schema(columns: inputs()), outputs: Schema(columns: outputs()))
    }

    private func inputs() throws(FlavorError) -> [ColSpec] {
        let text = ColType.scalar(.string)
        let shared = [
            Self.optional("temperature", .scalar(.double)), Self.optional("max_tokens", .scalar(.long)),
            Self.optional("stop", .array(text)), Self.optional("n", .scalar(.long)),
            Self.optional("stream", .scalar(.boolean)),
        ]
        let furtherShared = [
            Self.optional("model", text), Self.optional("seed", .scalar(.long)),
            Self.optional("stream_options", .map(.any)),
        ]
        switch task {
        case .chat:
            return try [ColSpec(.array(message()), name: "messages")] + shared
                + [
                    Self.optional("top_p", .scalar(.double)), Self.optional("top_k", .scalar(.long)),
                    Self.optional("frequency_penalty", .scalar(.double)),
                    Self.optional("presence_penalty", .scalar(.double)), Self.optional("tools", .array(tool())),
                    Self.optional("custom_inputs", .map(.any)),
                ] + furtherShared
                + [
                    Self.optional("max_completion_tokens", .scalar(.long)),
                    Self.optional("logprobs", .scalar(.boolean)), Self.optional("top_logprobs", .scalar(.long)),
                    Self.optional("response_format", .map(.any)), Self.optional("tool_choice", .any),
                ]
        case .completions:
            return [ColSpec(text, name: "prompt")] + shared + furtherShared
                + [
                    Self.optional("top_p", .scalar(.double)), Self.optional("top_k", .scalar(.long)),
                    Self.optional("frequency_penalty", .scalar(.double)),
                    Self.optional("presence_penalty", .scalar(.double)), Self.optional("logprobs", .scalar(.long)),
                ]
        }
    }

    private func outputs() throws(FlavorError) -> [ColSpec] {
        let text = ColType.scalar(.string)
        let number = ColType.scalar(.long)
        let usage = ColType.object(
            try ObjectType([
                Property("completion_tokens", number), Property("prompt_tokens", number),
                Property("total_tokens", number),
            ]))
        var choice = [
            Property("finish_reason", text), Property("index", number),
            Property("logprobs", .map(.any), isRequired: false),
        ]
        switch task {
        case .chat: choice.append(Property("message", try message()))
        case .completions: choice.append(Property("text", text))
        }
        let columns = [
            ColSpec(text, name: "id"), ColSpec(text, name: "object"), ColSpec(number, name: "created"),
            ColSpec(text, name: "model"), ColSpec(.array(.object(try ObjectType(choice))), name: "choices"),
            ColSpec(usage, name: "usage", isRequired: task == .completions),
        ]
        return task == .chat ? columns + [Self.optional("custom_outputs", .map(.any))] : columns
    }

    private static func optional(_ name: ColumnName, _ type: ColType) -> ColSpec {
        ColSpec(type, name: name, isRequired: false)
    }

    private func message() throws(FlavorError) -> ColType {
        let text = ColType.scalar(.string)
        let function = try ObjectType([Property("name", text), Property("arguments", text)])
        let call = try ObjectType([
            Property("id", text), Property("type", text), Property("function", .object(function)),
        ])
        return .object(
            try ObjectType([
                Property("role", text), Property("content", text, isRequired: false),
                Property("name", text, isRequired: false), Property("refusal", text, isRequired: false),
                Property("tool_call_id", text, isRequired: false),
                Property("tool_calls", .array(.object(call)), isRequired: false),
            ]))
    }

    private func tool() throws(FlavorError) -> ColType {
        let text = ColType.scalar(.string)
        let truth = ColType.scalar(.boolean)
        let parameter = try ObjectType([
            Property("type", text), Property("description", text, isRequired: false),
            Property("enum", .array(text), isRequired: false),
            Property("items", .object(try ObjectType([Property("type", text)])), isRequired: false),
        ])
        let parameters = try ObjectType([
            Property("properties", .map(.object(parameter))), Property("type", text, isRequired: false),
            Property("required", .array(text), isRequired: false),
            Property("additionalProperties", truth, isRequired: false),
        ])
        let function = try ObjectType([
            Property("name", text), Property("description", text, isRequired: false),
            Property("parameters", .object(parameters)), Property("strict", truth, isRequired: false),
        ])
        return .object(
            try ObjectType([Property("type", text), Property("function", .object(function), isRequired: false)]))
    }
}
