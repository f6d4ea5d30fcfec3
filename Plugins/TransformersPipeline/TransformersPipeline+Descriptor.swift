import FlavorKit
import JSON
import TextGeneration

extension TransformersPipeline {
    /// The format that it saves from and exports to.
    static let format = "huggingface"

    static let descriptor = FlavorDescriptor(
        id: "transformers-pipeline",
        version: "0.1.0",
        summary: "Runs Hugging Face models that generate text, from their own files.",
        claims: [.init(key: "transformers", where: JSONObject([("task", .string(task))]))],
        formats: [
            .init(
                format, anyOf: [["config.json", "*.safetensors", "tokenizer.json"]], inPlace: true, export: true)
        ],
        tasks: [task] + InferenceTask.allCases.map(\.rawValue),
        // Lists of tokens or lists of such lists, which the plug-in tells apart itself.
        inputs: (try? Schema(columns: [ColSpec(.any, name: "prompt_token_ids")])).map { [$0] } ?? [],
        parameters: TextGenerationParameters.common,
        options: options + generationOptions,
        concurrency: .reentrant)

    /// The names of options that are no settings of a generation.
    enum Option {
        static let weights = "weights"
        static let tokenizer = "tokenizer"
        static let promptTemplate = "prompt_template"
    }

    private static let options: [FlavorDescriptor.Setting] = [
        .init(
            Option.weights, type: "string",
            summary: "The folder of the weights, for a model that only says where they come from."),
        .init(
            Option.tokenizer, type: "string",
            summary: "The folder of the tokenizer, for a model whose tokenizer comes from elsewhere than its weights."),
        .init(
            Option.promptTemplate, type: "string",
            summary: "When saving, a text with {prompt} in it, which every prompt is put into."),
    ]

    /// The settings of generations that can be saved with a model.
    static var generationOptions: [FlavorDescriptor.Setting] {
        TextGenerationParameters.common.filter { !callParameters.contains($0.name) }
    }

    /// Parameters that belong to a call, or that MLflow's pipeline does not know.
    private static let callParameters: Set<String> = [
        "seed", "logprobs", "output_logits", "num_beams", "stop_strings", "include_stop_str_in_output",
    ]
}
