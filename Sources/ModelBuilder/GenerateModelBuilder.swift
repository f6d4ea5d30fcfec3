import JSON
import ModelConfiguration
import ONNX

/// Builds a folder for ONNX Runtime's generate API out of a Hugging Face folder: the graph, its weights, genai_config.json
/// and the tokenizer's files, without Python and without holding the model in memory.
public struct GenerateModelBuilder: Sendable {
    /// The type of the graph's weights.
    public let precision: Precision
    private let folder: ModelFolder
    private let graph: BuiltGraph
    private let configurationText: String
    /// Whether every weight keeps its value: quantising never does, and float16 holds only its own numbers.
    public let isExact: Bool
    /// How many bytes the file of weights takes.
    public var weightByteCount: Int { graph.weightByteCount }

    /// Reads the files' headers and plans the graph; of the weights nothing is read yet.
    ///
    /// - Parameter path: A folder with config.json and safetensors; a tokenizer beside them is copied.
    /// - Throws: ``ModelBuilderError`` when the family is not supported, or a file is missing or damaged.
    public init(folder path: String, precision: Precision) throws(ModelBuilderError) {
        self.precision = precision
        folder = ModelFolder(path: path)
        let modelFile = try folder.object("config.json")
        let reader = ConfigurationReader(file: folder.file("config.json"), object: modelFile)
        let configuration = try ModelBuilderError.reading { () throws(ConfigurationError) in
            try DecoderConfiguration(reader, support: .buildable)
        }
        if precision == .fp16, configuration.family.isGemma {
            throw ModelBuilderError(
                .unsupported,
                "\(folder.file("config.json")): a gemma2 model overflows float16: build it with precision int4 or fp32")
        }
        let sources = try WeightSources(folder: path)
        let assembly = try DecoderGraph.build(configuration, precision: precision, sources: sources)
        let storedTypes = Set(assembly.weights.flatMap { $0.sources.map(\.type) })
        isExact = precision == .fp32 || (precision == .fp16 && storedTypes == [.float16])
        var metadata: [ONNXModel.Metadata] = []
        if isExact, storedTypes.count == 1, let type = storedTypes.first {
            metadata = [ONNXModel.Metadata(HuggingFaceExporter.typeKey, type.safetensorsName)]
        }
        graph = try BuiltGraph(
            assembly, irVersion: DecoderGraph.irVersion, operatorSets: DecoderGraph.operatorSets, metadata: metadata)
        configurationText = try GenerateConfiguration(
            configuration: configuration, modelFile: modelFile,
            generationFile: folder.objectIfPresent("generation_config.json"),
            specialTokens: TokenizerFiles(folder: folder).specialTokens(),
            takesPositions: graph.takes("position_ids")
        ).text()
    }

    /// Writes the files into a folder that is there and has none of them.
    ///
    /// - Parameters:
    ///   - threads: How many threads may work; nil for one on each processor.
    ///   - progress: Hears how many of ``weightByteCount`` bytes are written; what it throws ends the work.
    /// - Throws: ``ModelBuilderError`` and what `progress` throws; the files that were begun are left to the caller.
    public func write(to path: String, threads: Int?, progress: @escaping (Int) throws -> Void) throws {
        let destination = ModelFolder(path: path)
        try graph.write(to: destination, threads: threads, progress: progress)
        try destination.write(Array(configurationText.utf8), to: GenerateConfiguration.fileName)
        try TokenizerFiles(folder: folder).copy(to: destination)
        // What the model is called in its own format: a later export restores it.
        for name in ["config.json", "generation_config.json"] where folder.has(name) {
            try folder.copy(name, to: destination)
        }
    }
}
