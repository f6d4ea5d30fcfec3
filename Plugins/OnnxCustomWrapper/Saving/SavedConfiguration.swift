import FlavorKit
import JSON
import TextGeneration

/// How a saved model answers: a template for prompts and the settings of a generation, in MLflow's `config`.
struct SavedConfiguration {
    let template: PromptTemplate
    /// The settings, the strongest first.
    let layers: [GenerationSettings.Layer]

    static let templateKey = "prompt_template"
    static let defaultTemplate = "{prompt}"

    /// Reads what a model was saved with, and what it is loaded with.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` naming the entry.
    init(_ model: StoredModel) throws(FlavorError) {
        let subject = "MLmodel: python_function.config"
        let config = model.flavors["python_function"]?["config"] ?? .null
        guard config == .null || config.mapValue != nil else {
            throw FlavorError(.invalidArgument, "\(subject): expected a map, found \(config.kindName)")
        }
        var saved = config.mapValue ?? ValueMap()
        var template = Self.defaultTemplate
        if let value = saved[Self.templateKey], value != .null {
            guard case .string(let text) = value else {
                throw FlavorError(
                    .invalidArgument, "\(subject).\(Self.templateKey): expected a string, found \(value.kindName)")
            }
            template = text
        }
        saved[Self.templateKey] = nil
        self.template = try Self.parse(template, "\(subject).\(Self.templateKey)")
        layers = [
            .init(origin: .options, values: Parameters(Self.settings(model.options))),
            .init(origin: .savedConfiguration, values: Parameters(saved)),
        ]
    }

    /// Makes the entry of a save's options.
    ///
    /// - Throws: `FlavorError` when an option, or what the model's own files say, cannot be heeded.
    static func make(
        _ options: Parameters, for folder: GenerateFolder
    ) throws(FlavorError) -> (ValueMap, PromptTemplate) {
        let text = try options.string(templateKey) ?? defaultTemplate
        let template = try parse(text, "option \"\(templateKey)\"")
        var configuration = ValueMap([(templateKey, .string(text))])
        for entry in settings(options).entries { configuration[entry.name] = entry.value }
        // The new text alone, here and in MLflow.
        if configuration["return_full_text"] == nil { configuration["return_full_text"] = .bool(false) }
        let layer = GenerationSettings.Layer(origin: .options, values: Parameters(settings(options)))
        try GenerationSettings(layers: [layer, folder.settings]).check()
        return (configuration, template)
    }

    /// Refuses options that only a model that generates text heeds, for a graph.
    static func refuse(_ options: Parameters) throws(FlavorError) {
        let names = [templateKey] + settings(options).entries.map(\.name)
        guard let name = names.first(where: { options[$0] != nil }) else { return }
        throw FlavorError(
            .invalidArgument,
            "option \"\(name)\": is for models that generate text, which have a \(GenerateConfiguration.fileName), found a "
                + "plain graph: leave it out")
    }

    /// The settings of a generation among the options.
    private static func settings(_ options: Parameters) -> ValueMap {
        let names = TextGenerationParameters.common.map(\.name)
        return ValueMap(
            options.values.entries.filter { names.contains($0.name) && $0.value != .null }.map { ($0.name, $0.value) })
    }

    private static func parse(_ text: String, _ subject: String) throws(FlavorError) -> PromptTemplate {
        guard let template = PromptTemplate(text) else {
            throw FlavorError(
                .invalidArgument,
                "\(subject): expected a text with columns' names in braces, such as {prompt}, and no other braces alone"
            )
        }
        return template
    }
}
