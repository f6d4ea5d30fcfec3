import FlavorKit
import JSON

extension ChatTask {
    /// The flavor's id and the key of its entry in an MLmodel.
    static let key = "chat-task"
    /// The key of MLflow's own flavor, whose models may be saved for the same tasks.
    static let transformersKey = "transformers"
    /// Where that flavor's entry names the task.
    static let inferenceTaskKey = "inference_task"

    static let descriptor = FlavorDescriptor(
        id: key,
        version: "0.1.0",
        summary: "Gives a model that generates text the face of OpenAI's chat and completions.",
        claims: [.init(key: key, priority: 20)]
            + LanguageTask.allCases.map { task in
                .init(
                    key: transformersKey, where: JSONObject([(inferenceTaskKey, .string(task.rawValue))]), priority: 10)
            },
        formats: [.init("mlflow-model", anyOf: [["MLmodel"]])],
        tasks: LanguageTask.allCases.map(\.rawValue),
        parameters: parameters,
        options: [
            .init(
                templateOption, type: "string",
                summary: "In a save: a file with the chat template, in place of the model's own.")
        ] + innerOptions,
        concurrency: .reentrant,
        requiredHostAbilities: ["flavor.host.models/1"])

    /// What is handed on to the model that answers.
    static let innerOptions: [FlavorDescriptor.Setting] = [
        .init(
            "weights", type: "string",
            summary: "The folder of the weights, for a model behind that only says where they come from."),
        .init(
            "tokenizer", type: "string",
            summary: "The folder of the tokenizer, for one whose tokenizer comes from elsewhere than its weights."),
    ]

    /// The option of a save that names a file with a chat template.
    static let templateOption = "chat_template"

    /// What a request may say beside its messages or its prompt, for models whose signature has no column for it.
    private static let parameters: [FlavorDescriptor.Setting] = [
        .init("max_tokens", type: "long", summary: "How many tokens to generate at most; 0 leaves it to the model."),
        .init("max_completion_tokens", type: "long", summary: "The same, and goes before max_tokens."),
        .init(
            "temperature", type: "double",
            summary: "How freely to draw tokens, 0 to 2; at 0 the most likely one is taken, as where nothing is said."),
        .init("top_p", type: "double", summary: "The probability mass of the most likely tokens to draw from, 0 to 1."),
        .init("top_k", type: "long", summary: "How many of the most likely tokens to draw from, 0 for all."),
        .init("seed", type: "long", summary: "Makes drawing tokens repeatable."),
        .init("n", type: "long", summary: "How many answers to give, 1 to 128."),
        .init("stop", type: "string|[string]", summary: "Texts that end an answer and are not part of it, at most 16."),
        .init(
            "logprobs", type: "boolean|long",
            summary: "Tells each token's log probability; in completions with so many alternatives."),
        .init("top_logprobs", type: "long", summary: "How many alternatives logprobs tells of each token, 0 to 20."),
        .init("frequency_penalty", type: "double", summary: "As far as the model behind has it."),
        .init("presence_penalty", type: "double", summary: "As far as the model behind has it."),
    ]
}
