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
        let isGenerate = source.format == SourceFormat.generate.rawValue
        OnnxRuntime.openAhead(host)
        // What could not be loaded is not saved: the runtime has to take the model first.
        if isGenerate {
            let entries = try GenerateEntries(source, host: host, isReference: folder == nil)
            if let folder { try entries.files.copy(to: folder, call: call) }
            return try entries.savedModel()
        }
        let entries = try GraphEntries(source, host: host, isReference: folder == nil)
        if let folder { try entries.files.copy(to: folder, call: call) }
        return try entries.savedModel()
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        OnnxRuntime.openAhead(host)
        if model.key == Self.graphKey {
            let path = try SavedPath(model, "data", fallback: GraphEntries.fileName).path
            let options = try SessionOptions(model.configuration, model.options, threads: call.threadBudget)
            return GraphModel(session: try GraphSession(path, options: options, host: host), host: host)
        }
        let folder = try GenerateFolder(try SavedPath(model, GenerateEntries.modelKey, fallback: nil).path)
        let options = try SessionOptions(model.configuration, model.options, threads: call.threadBudget)
        let configuration = try SavedConfiguration(model)
        let loaded = try folder.load(options: options, host: host)
        return TextGenerationModel(
            model: loaded.model, texts: loaded.texts,
            settings: GenerationSettings(layers: configuration.layers + [folder.settings]),
            template: configuration.template, host: host)
    }
}
