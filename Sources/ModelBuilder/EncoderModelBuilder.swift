import JSON
import ModelConfiguration

/// Builds an ONNX graph out of the Hugging Face folder of an encoder: BERT, DistilBERT or RoBERTa, with features, labels of
/// texts or tokens, or the vocabulary as output.
///
/// The graph has ONNX's own operators alone (operator set 20) and is float32 throughout.
public struct EncoderModelBuilder: Sendable {
    private let folder: ModelFolder
    private let graph: BuiltGraph
    /// How many bytes the file of weights takes.
    public var weightByteCount: Int { graph.weightByteCount }

    /// The `model_type`s of the families that graphs are built for.
    public static let modelTypes = EncoderFamily.all.map(\.modelType)

    /// Reads the files' headers and plans the graph; of the weights nothing is read yet.
    ///
    /// - Parameter path: A folder with config.json and safetensors; a tokenizer beside them is copied.
    /// - Throws: ``ModelBuilderError`` when the family or the head is not supported, or a file is missing or damaged.
    public init(folder path: String) throws(ModelBuilderError) {
        folder = ModelFolder(path: path)
        let reader = ConfigurationReader(file: folder.file("config.json"), object: try folder.object("config.json"))
        let configuration = try ModelBuilderError.reading { () throws(ConfigurationError) in
            try EncoderConfiguration(reader)
        }
        let assembly = try EncoderGraph.build(configuration, sources: try WeightSources(folder: path))
        graph = try BuiltGraph(
            assembly, irVersion: EncoderGraph.irVersion, operatorSets: EncoderGraph.operatorSets)
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
        try folder.copy("config.json", to: destination)
        try TokenizerFiles(folder: folder).copy(to: destination)
    }
}
