import FlavorKit
import JSON
import PluginFiles
import TextGeneration

/// What is saved of a model of the generate() API: its folder, and a loader with which MLflow runs it in Python.
struct GenerateEntries {
    private(set) var files = FileList()
    private let options: SessionOptions
    private let configuration: ValueMap
    private let template: PromptTemplate
    private let modelPath: String
    private let reference: String?

    /// The entry that names the folder of the model.
    static let modelKey = "model"
    static let artifactsFolder = "artifacts"

    /// Loads the model once, to see that it can be.
    ///
    /// - Throws: `FlavorError` when a file is missing or damaged, or the library refuses the model.
    init(_ source: ModelSource, host: HostServices, isReference: Bool) throws(FlavorError) {
        let name = FilePath.parts(of: source.path).last ?? "model"
        try self.init(
            folder: source.path, modelPath: isReference ? "." : "\(Self.artifactsFolder)/\(name)",
            options: source.options, host: host, isReference: isReference)
        let folder = try GenerateFolder(source.path)
        // One that stays where it is will be loaded at once.
        if !isReference { _ = try folder.load(options: options, host: host) }
        for file in try Self.files(of: folder) {
            files.add("\(source.path)/\(file)", to: "\(modelPath)/\(file)")
        }
    }

    /// What is saved of a model whose folder is in its place already.
    ///
    /// One that was built is not loaded: its graph is known, and all of its weights would be in memory at once.
    ///
    /// - Parameters:
    ///   - folder: The absolute path of the folder.
    ///   - modelPath: The same from the model folder.
    init(
        folder path: String, modelPath: String, options sourceOptions: Parameters, host: HostServices,
        isReference: Bool = false
    ) throws(FlavorError) {
        let folder = try GenerateFolder(path)
        options = try SessionOptions(ValueMap(), sourceOptions, threads: nil)
        (configuration, template) = try SavedConfiguration.make(sourceOptions, for: folder)
        let unheeded = configuration.entries.filter {
            !PythonLoader.heeds($0.name, $0.value, vocabularySize: folder.configuration.vocabularySize)
        }.map(\.name)
        if !unheeded.isEmpty {
            host.log(
                .warning,
                "MLflow will refuse the model for its options \(unheeded.joined(separator: ", ")), which are not done "
                    + "with onnxruntime-genai there: leave them out to use the model in both")
        }
        self.modelPath = modelPath
        reference = isReference ? path : nil
        files.add(text: PythonLoader.source, to: "\(PythonLoader.folder)/\(PythonLoader.module).py")
    }

    /// The files that the library and the tokenizer read; others in the folder are not the model's.
    private static func files(of folder: GenerateFolder) throws(FlavorError) -> [String] {
        var files = [GenerateConfiguration.fileName]
        for graph in folder.configuration.graphNames {
            files.append(graph)
            let parent = FilePath.parts(of: graph).dropLast().map { "\($0)/" }.joined()
            files += try GraphFiles("\(folder.path)/\(graph)").dataNames.map { parent + $0 }
        }
        return files + tokenizerNames.filter { FileSystem.exists("\(folder.path)/\($0)") }
    }

    private static let tokenizerNames = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja",
        "chat_template.json", "generation_config.json", "config.json", "vocab.json", "merges.txt", "vocab.txt",
        "tokenizer.model", "spiece.model", "sentencepiece.bpe.model",
    ]

    /// The answer to a save.
    func savedModel() throws(FlavorError) -> SavedModel {
        var entries = ValueMap([(Self.modelKey, .string(modelPath))])
        if options.mlflow != .null { entries["onnx_session_options"] = options.mlflow }
        entries["onnxruntime_genai_version"] = .string(Peer.generate)
        if let providers = options.providers { entries["providers"] = .list(providers.map { .string($0.name) }) }
        if let reference { entries[SavedPath.sourceKey] = .string(reference) }
        let python = ValueMap([
            ("code", .string(PythonLoader.folder)), ("config", .map(configuration)), ("data", .string(modelPath)),
            ("loader_module", .string(PythonLoader.module)),
        ])
        return SavedModel(
            flavors: ValueMap([(OnnxCustomWrapper.key, .map(entries)), ("python_function", .map(python))]),
            signature: try ModelSignature(
                inputs: Schema(
                    columns: template.columns.map { ColSpec(.scalar(.string), name: ColumnName($0)) }),
                outputs: Schema(columns: [ColSpec(.scalar(.string))])),
            requirements: [
                "mlflow==\(Peer.mlflow)", "onnxruntime==\(Peer.onnxRuntime)", "onnxruntime-genai==\(Peer.generate)",
                "transformers==\(Peer.transformers)",
            ])
    }
}
