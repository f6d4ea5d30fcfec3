import ONNX

/// A planned graph with its weights, ready to be written.
struct BuiltGraph: Sendable {
    private let model: ONNXModel
    private let weights: [Weight]
    private let offsets: [Int]
    /// How many bytes the file of weights takes.
    let weightByteCount: Int

    /// The graph's file in a folder, and the one of its weights.
    static let graphName = "model.onnx"
    private static let dataName = "model.onnx.data"

    init(
        _ assembly: GraphAssembly, irVersion: Int, operatorSets: [ONNXModel.OperatorSet],
        metadata: [ONNXModel.Metadata] = []
    ) throws(ModelBuilderError) {
        let (graph, offsets, byteCount) = try assembly.finished(location: Self.dataName)
        var model = ONNXModel(irVersion: irVersion, operatorSets: operatorSets, graph: graph)
        model.producerName = "flavor"
        model.metadata = metadata
        self.model = model
        weights = assembly.weights
        self.offsets = offsets
        weightByteCount = byteCount
    }

    /// Whether the graph has an input of a name.
    func takes(_ input: String) -> Bool { model.graph.inputs.contains { $0.name == input } }

    /// Writes both files into a folder that has neither.
    func write(to folder: ModelFolder, threads: Int?, progress: @escaping (Int) throws -> Void) throws {
        let bytes: [UInt8]
        do { bytes = try model.serialized() } catch {
            throw ModelBuilderError(.unsupported, "\(folder.file(Self.graphName)): \(error.reason)")
        }
        try folder.write(bytes, to: Self.graphName)
        let file = try DataFile(creating: folder.file(Self.dataName), size: weightByteCount)
        let writer = WeightWriter(file: file, workers: Workers(count: threads), progress: progress)
        for (weight, offset) in zip(weights, offsets) { try writer.write(weight, at: offset) }
    }
}
