import FlavorKit

/// What an MLmodel says of a chat: the wrapped model's entries, and this flavor's.
struct ChatEntries {
    let task: LanguageTask
    let inner: InnerModel
    /// The folder of the wrapped model.
    let folder: String
    let templates: TemplateFiles?

    /// The answer to a save; what it does not name stays as the wrapped model has it.
    func savedModel() throws(FlavorError) -> SavedModel {
        let facts = inner.facts
        var own = ValueMap([
            ("task", .string(task.rawValue)), ("model", .string(facts.sourceName ?? Self.name(ofFolder: folder))),
        ])
        for entry in templates?.entries.entries ?? [] { own[entry.name] = entry.value }
        var flavors = ValueMap([(ChatTask.key, .map(own))])
        var metadata = ValueMap()
        if var transformers = facts.flavors[ChatTask.transformersKey]?.mapValue {
            // So that MLflow sees a model of its own for the task.
            transformers[ChatTask.inferenceTaskKey] = .string(task.rawValue)
            flavors[ChatTask.transformersKey] = .map(transformers)
            metadata["task"] = .string(task.rawValue)
            if var python = facts.flavors["python_function"]?.mapValue, var configuration = python["config"]?.mapValue {
                // MLflow asks the pipeline for tokens in these tasks, which goes with no word on the text.
                configuration["return_full_text"] = nil
                python["config"] = .map(configuration)
                flavors["python_function"] = .map(python)
            }
        }
        return SavedModel(flavors: flavors, signature: try TaskSignature(task).signature(), metadata: metadata)
    }

    /// The last name of a path.
    static func name(ofFolder path: String) -> String {
        path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? "model"
    }
}
