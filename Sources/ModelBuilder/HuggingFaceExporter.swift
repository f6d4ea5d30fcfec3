import JSON
import ModelConfiguration
import ONNX

/// Restores a Hugging Face folder from one for ONNX Runtime's generate API: config.json, safetensors and the tokenizer's
/// files.
///
/// Float weights come back bit for bit, in the type that they were built from where the graph says it; matrices of 4 bits come
/// back as the float32 numbers that they stand for.
public struct HuggingFaceExporter: Sendable {
    private let folder: ModelFolder
    private let configurationText: [UInt8]
    private let header: [UInt8]
    private let weights: [Weight]
    /// Whether the graph's matrices are quantised, so that the original is not restored.
    public let isQuantized: Bool
    /// How many bytes the file of weights takes.
    public let weightByteCount: Int

    /// Reads the graph; of the weights nothing is read yet.
    ///
    /// - Throws: ``ModelBuilderError`` when the graph is none that can be exported, or a file is missing or damaged.
    public init(folder path: String) throws(ModelBuilderError) {
        folder = ModelFolder(path: path)
        let generate = ConfigurationReader(
            file: folder.file(GenerateConfiguration.fileName), object: try folder.object(GenerateConfiguration.fileName)
        )
        let graphName = try ModelBuilderError.reading { () throws(ConfigurationError) in
            try generate.reader("model")?.reader("decoder")?.string("filename") ?? BuiltGraph.graphName
        }
        guard !graphName.isEmpty, !graphName.utf8.contains(UInt8(ascii: "/")), !graphName.utf8.contains(0) else {
            throw ModelBuilderError(
                .invalid,
                "\(generate.file): model.decoder.filename must be a file in the same folder, found \(quoted(graphName))"
            )
        }
        let graph = try GraphWeights(folder: folder, graphName: graphName)
        isQuantized = graph.has("lm_head.MatMul.weight_Q4")
        let stored = try folder.objectIfPresent("config.json")
        let restored: JSONObject
        if let stored {
            restored = stored
        } else {
            let model = try ModelBuilderError.reading { () throws(ConfigurationError) in try GenerateModel(generate) }
            restored = try RestoredConfiguration(weights: graph, model: model).object()
        }
        let reader = ConfigurationReader(file: folder.file("config.json"), object: restored)
        let configuration = try ModelBuilderError.reading { () throws(ConfigurationError) in
            try DecoderConfiguration(reader, support: .buildable)
        }
        let (type, keepsValues) = Self.type(of: graph, isQuantized: isQuantized)
        let tensors = try DecoderTensors.find(configuration, in: graph, as: type, keepsValues: keepsValues)
        weights = tensors.flatMap(\.parts)
        header = StoredTensor.header(tensors)
        weightByteCount = tensors.reduce(0) { $0 + $1.byteCount }
        configurationText = try Self.text(of: restored, stored: stored != nil, type, folder: folder)
    }

    /// The key of the graph's metadata that says which type the weights were stored in.
    static let typeKey = "safetensors.dtype"

    /// The type that the file gets, and whether each value has to be one of it.
    private static func type(of graph: GraphWeights, isQuantized: Bool) -> (ONNXElementType, Bool) {
        if isQuantized { return (.float, false) }
        let said = graph.model.metadata.first { $0.key == typeKey }?.value
        switch said {
        case "BF16": return (.bfloat16, true)
        case "F16": return (.float16, true)
        default: return (graph.model.graph.outputs.first?.elementType == .float16 ? .float16 : .float, false)
        }
    }

    /// config.json with the type that the weights have now.
    private static func text(
        of object: JSONObject, stored: Bool, _ type: ONNXElementType, folder: ModelFolder
    ) throws(ModelBuilderError) -> [UInt8] {
        let key = object["torch_dtype"] == nil ? "dtype" : "torch_dtype"
        let name = JSONValue.string(type.configurationName)
        if stored, object[key] == name {
            return try folder.bytes("config.json", most: ModelFolder.mostConfigurationBytes)
        }
        var object = object
        object[key] = name
        return Array(JSONValue.object(object).text(.indented(2)).utf8)
    }

    /// Writes the files into a folder that is there and has none of them.
    ///
    /// - Parameters:
    ///   - threads: How many threads may work; nil for one on each processor.
    ///   - progress: Hears how many of ``weightByteCount`` bytes are written; what it throws ends the work.
    /// - Throws: ``ModelBuilderError`` and what `progress` throws; the files that were begun are left to the caller.
    public func write(to path: String, threads: Int?, progress: @escaping (Int) throws -> Void) throws {
        let destination = ModelFolder(path: path)
        try destination.write(configurationText, to: "config.json")
        let file = try DataFile(
            creating: destination.file("model.safetensors"), size: header.count + weightByteCount)
        try header.withUnsafeBufferPointer { buffer throws(ModelBuilderError) in
            try file.write(UnsafeRawBufferPointer(buffer), at: 0)
        }
        let writer = WeightWriter(file: file, workers: Workers(count: threads), progress: progress)
        var offset = header.count
        for weight in weights {
            try writer.write(weight, at: offset)
            offset += weight.byteCount
        }
        if folder.has("generation_config.json") { try folder.copy("generation_config.json", to: destination) }
        try TokenizerFiles(folder: folder).copy(to: destination)
    }
}
