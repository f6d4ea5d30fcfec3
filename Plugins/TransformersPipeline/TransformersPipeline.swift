import FlavorKit
import TextGeneration

/// Models of Hugging Face's transformers that generate text, run from their own files.
struct TransformersPipeline: Flavor {
    /// The task of transformers' pipeline that this flavor does.
    static let task = "text-generation"

    private let host: HostServices

    init(host: HostServices) { self.host = host }

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        // All of it is read before the first byte is written: what could not be loaded is not saved.
        let request = try SavingOptions(source.options)
        let model = try HuggingFaceModel(folder: source.path, tokenizerFolder: source.path)
        try GenerationSettings(layers: [request.generation, try model.settings()]).check()
        let entries = MLflowEntries(model: model, options: request, isReference: folder == nil)
        if let folder { try ModelFiles(model).copy(to: folder, call: call) }
        return try entries.savedModel()
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        let options = try SavingOptions(model.options)
        let location = try SavedLocation(model)
        let files = try HuggingFaceModel(
            folder: location.modelFolder, tokenizerFolder: location.tokenizerFolder,
            tokenizerClass: try Self.tokenizerClass(model))
        try Self.checkClass(of: files, model)
        warn(ofUnusedWeightsOf: files)
        return TextGenerationModel(
            model: files.decoder,
            texts: try ModelTexts(tokenizer: files.tokenizer, folder: location.tokenizerFolder),
            settings: GenerationSettings(
                layers: [options.generation] + (try Self.savedSettings(model)) + [try files.settings()]
                    + Self.taskSettings(model)),
            template: try Self.promptTemplate(model, options), host: host)
    }

    /// The class that MLflow loads the tokenizer as, wherever its files come from.
    private static func tokenizerClass(_ model: StoredModel) throws(FlavorError) -> String? {
        guard let type = model.configuration["tokenizer_type"], type != .null else { return nil }
        guard let name = type.stringValue else {
            throw FlavorError(
                .invalidArgument, "MLmodel: \(model.key).tokenizer_type: expected a string, found \(type.kindName)")
        }
        return name
    }

    /// Tells of weights that answers would leave out, as transformers does.
    private func warn(ofUnusedWeightsOf files: HuggingFaceModel) {
        let names = files.decoder.unusedNames
        guard let first = names.first else { return }
        host.log(
            .warning,
            "\(files.folder): \(names.count) tensors have no place in the model that config.json describes, the first is "
                + "\(first): they are not used; see whether num_hidden_layers is what it should be")
    }

    /// Refuses weights that are of another kind than the model that they were brought to.
    private static func checkClass(of files: HuggingFaceModel, _ model: StoredModel) throws(FlavorError) {
        let found = files.decoder.configuration.family.className
        guard model.options[Option.weights] != nil,
            let expected = model.configuration["pipeline_model_type"]?.stringValue, expected != found
        else { return }
        throw FlavorError(
            .invalidArgument,
            "\(files.folder): expected the weights of a \(expected), as the MLmodel says, found those of a \(found): give the "
                + "folder of the model that was saved")
    }

    /// What a task of MLflow's asks for where nothing else says otherwise: its answers never repeat the prompt.
    private static func taskSettings(_ model: StoredModel) -> [GenerationSettings.Layer] {
        guard model.configuration["inference_task"]?.stringValue != nil else { return [] }
        return [GenerationSettings.Layer(origin: .task, values: Parameters(["return_full_text": .bool(false)]))]
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

    private static func promptTemplate(
        _ model: StoredModel, _ options: SavingOptions
    ) throws(FlavorError) -> PromptTemplate? {
        if let text = options.promptTemplate { return try PromptTemplate(mlflow: text, named: "prompt_template") }
        guard let template = model.metadata["prompt_template"], template != .null else { return nil }
        guard let text = template.stringValue else {
            throw FlavorError(
                .invalidArgument, "MLmodel: metadata.prompt_template: expected a string, found \(template.kindName)")
        }
        return try PromptTemplate(mlflow: text, named: "MLmodel: metadata.prompt_template")
    }
}
