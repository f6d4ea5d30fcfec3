import FlavorKit
import JSON

/// Gives a model that generates text the face of OpenAI's chat and completions.
///
/// It runs no model itself: the one that answers is in the same folder and is opened through the host, whatever its flavor.
struct ChatTask: Flavor {
    private let host: HostServices

    init(host: HostServices) { self.host = host }

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        guard let folder else {
            throw FlavorError(.unimplemented, "a chat is saved with the model's files, not in place")
        }
        let (task, inner, templates) = try prepare(source, call: call)
        try FolderClone(call: call).copy(source.path, to: folder)
        try templates?.write(to: folder, isOwn: source.options[Self.templateOption] != nil)
        return try ChatEntries(task: task, inner: inner, folder: source.path, templates: templates).savedModel()
    }

    /// Finds what a chat is made of: its task, the model that answers, and the templates of a conversation.
    ///
    /// - Throws: `FlavorError`: why the model cannot be wrapped.
    func prepare(
        _ source: ModelSource, call: Call
    ) throws -> (task: LanguageTask, inner: InnerModel, templates: TemplateFiles?) {
        let task = try Self.task(named: source.options.string("task"))
        // What could not be loaded is not saved.
        let inner = try InnerModel(folder: source.path, host: host, call: call)
        if task == .completions, source.options[Self.templateOption] != nil {
            throw FlavorError(
                .invalidArgument, "option \"\(Self.templateOption)\": completions write no conversation: leave it out")
        }
        guard task == .chat else { return (task, inner, nil) }
        let templates =
            try source.options.string(Self.templateOption).map { (path) throws(FlavorError) in
                try TemplateFiles(file: path)
            } ?? TemplateFiles(entry: inner.facts.flavors[Self.key]?.mapValue ?? ValueMap(), folder: source.path)
            ?? (try TemplateFiles(inner.facts.templates))
        guard let templates else { throw Self.noTemplate(inner) }
        _ = try ChatPrompt(templates.templates, specialTokens: inner.facts.specialTokens)
        return (task, inner, templates)
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        let isOwn = model.key == Self.key
        let task = try Self.task(
            named: Parameters(model.configuration).string(isOwn ? "task" : Self.inferenceTaskKey))
        let names = Set(Self.innerOptions.map(\.name))
        let options = model.options.values.entries.filter { names.contains($0.name) }.map { ($0.name, $0.value) }
        let inner = try InnerModel(folder: model.folder, options: ValueMap(options), host: host, call: call)
        var prompt: ChatPrompt?
        if task == .chat {
            let files = isOwn ? try TemplateFiles(entry: model.configuration, folder: model.folder) : nil
            guard let templates = try files?.templates ?? TemplateFiles(inner.facts.templates)?.templates else {
                throw Self.noTemplate(inner)
            }
            prompt = try ChatPrompt(templates, specialTokens: inner.facts.specialTokens)
        }
        let name = model.configuration[isOwn ? "model" : "source_model_name"]?.stringValue
        return ChatTaskModel(
            task: task, name: name ?? ChatEntries.name(ofFolder: model.folder), inner: inner, template: prompt,
            samples: isOwn || model.flavors["python_function"]?["config"]?["do_sample"] != false, isOwn: isOwn)
    }

    private static func task(named name: String?) throws(FlavorError) -> LanguageTask {
        guard let name else { return .chat }
        guard let task = LanguageTask(rawValue: name) else {
            let known = LanguageTask.allCases.map(\.rawValue).joined(separator: " or ")
            throw FlavorError(.invalidArgument, "MLmodel: \(key).task: expected \(known), found another")
        }
        return task
    }

    private static func noTemplate(_ inner: InnerModel) -> FlavorError {
        guard inner.facts.isDescribed else {
            return FlavorError(
                .failedPrecondition,
                "the model that answers does not say that it generates text (its flavor is \(inner.flavor)): a chat wraps one "
                    + "that does")
        }
        return FlavorError(
            .failedPrecondition,
            "the model that answers has no chat template (its flavor is \(inner.flavor)): save it with "
                + "flavor save --flavor \(key) --chat-template FILE")
    }
}
