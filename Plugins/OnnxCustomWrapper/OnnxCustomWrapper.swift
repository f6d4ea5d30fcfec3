import FlavorKit
import JSON
import PluginFiles
import TextGeneration

/// ONNX graphs, and language models in the form of ONNX Runtime's generate() API, run with ONNX Runtime.
struct OnnxCustomWrapper: Flavor {
    let host: HostServices

    init(host: HostServices) {
        self.host = host
        NativeLibrary.prepareEnvironment()
    }

    static func takeHeadStart(from host: HostServices) {
        NativeLibrary.prepareEnvironment()
        OnnxRuntime.openAhead(host)
    }

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        if source.format == SourceFormat.huggingFace.rawValue {
            return try BuiltModel(source).save(to: folder, options: source.options, host: host, call: call)
        }
        try BuiltModel.refusePrecision(source)
        // What could not be loaded is not saved: the runtime has to take the model first.
        return try OnnxRuntime.openingAhead(host) {
            if source.format == SourceFormat.generate.rawValue {
                let entries = try GenerateEntries(source, host: host, isReference: folder == nil)
                if let folder { try entries.files.copy(to: folder, call: call) }
                return try entries.savedModel()
            }
            let entries = try GraphEntries(source, host: host, isReference: folder == nil)
            if let folder { try entries.files.copy(to: folder, call: call) }
            return try entries.savedModel()
        }
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        try OnnxRuntime.openingAhead(host) {
            model.key == Self.graphKey ? try loadGraph(model, call) : try loadTexts(model, call)
        }
    }

    private func loadGraph(_ model: StoredModel, _ call: Call) throws -> any FlavorModel {
        try SavedConfiguration.refuse(model.options)
        let path = try SavedPath(model, "data", fallback: GraphEntries.fileName).path
        let options = try SessionOptions(model.configuration, model.options, threads: call.threadBudget)
        return GraphModel(session: try GraphSession(path, options: options, host: host), host: host)
    }

    private func loadTexts(_ model: StoredModel, _ call: Call) throws -> any FlavorModel {
        let folder = try GenerateFolder(try SavedPath(model, GenerateEntries.modelKey, fallback: nil).path)
        let options = try SessionOptions(model.configuration, model.options, threads: call.threadBudget)
        let configuration = try SavedConfiguration(model)
        let settings = GenerationSettings(layers: configuration.layers + [folder.settings])
        try settings.check()
        let loaded = try folder.load(options: options, host: host)
        return TextGenerationModel(
            model: loaded.model, texts: loaded.texts, settings: settings, template: configuration.template, host: host)
    }
}
