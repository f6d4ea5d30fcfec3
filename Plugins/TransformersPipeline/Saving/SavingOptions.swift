import FlavorKit
import TextGeneration

/// What a user asks for when a model is saved, loaded, or used where it is.
struct SavingOptions {
    /// The task that gives the model the face of a web API, if it is to have one.
    let task: InferenceTask?
    /// What every prompt is put into, as text.
    let promptTemplate: String?
    /// The settings of generations, by the names that they have as parameters.
    let generation: GenerationSettings.Layer

    /// - Throws: `FlavorError` with `invalidArgument` or `unimplemented`: which option, expected and found.
    init(_ options: Parameters) throws(FlavorError) {
        let task = try options.string("task") ?? TransformersPipeline.task
        self.task = InferenceTask(rawValue: task)
        guard self.task != nil || task == TransformersPipeline.task else {
            let known = TransformersPipeline.descriptor.tasks.joined(separator: ", ")
            throw FlavorError(.unimplemented, "task: expected one of \(known), found \"\(task)\"")
        }
        promptTemplate = try options.string(TransformersPipeline.Option.promptTemplate)
        if let promptTemplate {
            _ = try PromptTemplate(
                mlflow: promptTemplate, named: "option \"\(TransformersPipeline.Option.promptTemplate)\"")
        }
        let names = Set(TransformersPipeline.generationOptions.map(\.name))
        let values = options.values.entries.filter { names.contains($0.name) && $0.value != .null }
        generation = GenerationSettings.Layer(
            origin: .options, values: Parameters(ValueMap(values.map { ($0.name, $0.value) })))
        try GenerationSettings(layers: [generation]).check()
    }
}

extension PromptTemplate {
    /// Reads a template as MLflow has them, with one place for the prompt.
    /// - Parameter name: What messages call it.
    init(mlflow text: String, named name: String) throws(FlavorError) {
        guard let template = PromptTemplate(text), template.columns == ["prompt"], template.placeCount == 1 else {
            throw FlavorError(
                .invalidArgument, "\(name) must be a text with {prompt} once and no other braces alone")
        }
        self = template
    }
}
