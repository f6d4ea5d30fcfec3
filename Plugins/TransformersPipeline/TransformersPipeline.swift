import FlavorKit

/// Models of Hugging Face's transformers that generate text, run from their own files.
struct TransformersPipeline: Flavor {
    /// The task of transformers' pipeline that this flavor does.
    static let task = "text-generation"

    private let host: HostServices

    init(host: HostServices) { self.host = host }

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        if let task = try source.options.string("task"), task != Self.task {
            throw FlavorError(.unimplemented, "task: expected \(Self.task), found \"\(task)\"")
        }
        // All of it is read before the first byte is written: what could not be loaded is not saved.
        let model = try HuggingFaceModel(folder: source.path, tokenizerFolder: source.path)
        _ = try model.settings()
        let entries = MLflowEntries(model: model, isReference: folder == nil)
        if let folder { try ModelFiles(model).copy(to: folder, call: call) }
        return try entries.savedModel()
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        let location = try SavedLocation(model)
        let files = try HuggingFaceModel(folder: location.modelFolder, tokenizerFolder: location.tokenizerFolder)
        return TransformersPipelineModel(
            generator: files.generator,
            settings: GenerationSettings(layers: try Self.savedSettings(model) + [try files.settings()]),
            template: try Self.promptTemplate(model), host: host)
    }

    /// The model's own configuration, which MLflow keeps beside its loader.
    private static func savedSettings(_ model: StoredModel) throws(FlavorError) -> [GenerationSettings.Layer] {
        guard let configuration = model.flavors["python_function"]?["config"], configuration != .null else { return [] }
        guard let values = configuration.mapValue else {
            throw FlavorError(
                .invalidArgument, "MLmodel: python_function.config: expected a map, found \(configuration.kindName)")
        }
        return [GenerationSettings.Layer(origin: .savedConfiguration, values: Parameters(values))]
    }

    private static func promptTemplate(_ model: StoredModel) throws(FlavorError) -> PromptTemplate? {
        guard let template = model.metadata["prompt_template"], template != .null else { return nil }
        guard let text = template.stringValue else {
            throw FlavorError(
                .invalidArgument, "MLmodel: metadata.prompt_template: expected a string, found \(template.kindName)")
        }
        return try PromptTemplate(text)
    }
}
