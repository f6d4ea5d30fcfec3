import ONNX

/// The weights of a built graph, looked up by the names that model builders give them.
struct GraphWeights {
    let folder: ModelFolder
    let graphName: String
    let model: ONNXModel
    private let initializers: [String: ONNXTensor]
    private let files: [String: SourceFile]

    /// Reads a graph; of its weights nothing is read yet.
    init(folder: ModelFolder, graphName: String) throws(ModelBuilderError) {
        self.folder = folder
        self.graphName = graphName
        let bytes = try folder.bytes(graphName, most: ModelFolder.mostGraphBytes)
        do { model = try ONNXModel(parsing: bytes, file: folder.file(graphName)) } catch {
            throw ModelBuilderError(.invalid, error.description)
        }
        var initializers: [String: ONNXTensor] = [:]
        var files: [String: SourceFile] = [:]
        for tensor in model.graph.initializers {
            initializers[tensor.name] = tensor
            guard case .external(let place) = tensor.content else { continue }
            if files[place.location] == nil {
                files[place.location] = try SourceFile(path: folder.file(place.location))
            }
            let size = try files[place.location]?.size() ?? 0
            guard place.offset + place.length <= size else {
                throw ModelBuilderError(
                    .invalid,
                    "\(folder.file(place.location)): is cut short: tensor \(quoted(tensor.name)) ends at byte "
                        + "\(place.offset + place.length), found \(size)")
            }
        }
        self.initializers = initializers
        self.files = files
    }

    func has(_ name: String) -> Bool { initializers[name] != nil }

    /// The shape of an initializer, or nil when there is none.
    func shape(_ name: String) -> [Int]? { initializers[name]?.shape }

    /// A float matrix or vector.
    func tensor(_ name: String, _ shape: [Int]) throws(ModelBuilderError) -> TensorSource {
        let tensor = try initializer(name, shape)
        let type: WeightType
        switch tensor.elementType {
        case .float: type = .float32
        case .float16: type = .float16
        case .bfloat16: type = .bfloat16
        default:
            throw ModelBuilderError(
                .unsupported,
                "\(folder.file(graphName)): tensor \(quoted(name)): expected floats, found \(tensor.elementType)")
        }
        return TensorSource(
            name: name, type: type, offset: 0, rowCount: shape[0], columnCount: shape.count > 1 ? shape[1] : 1,
            storage: try bytes(tensor))
    }

    /// A matrix in blocks of 4 bits, or nil when the graph has it otherwise.
    func quantized(_ name: String, rows: Int, columns: Int) throws(ModelBuilderError) -> QuantizedSource? {
        guard has("\(name)_Q4") else { return nil }
        let blocks = Weight.blockCount(columns)
        let packed = try initializer("\(name)_Q4", [rows, blocks, Weight.blockSize / 2])
        guard packed.elementType == .uint8 else {
            throw ModelBuilderError(
                .unsupported,
                "\(folder.file(graphName)): tensor \(quoted(packed.name)): expected bytes, found \(packed.elementType)")
        }
        // One row of scales for each row of weights, whether they are stored as a matrix or flat.
        let scalesShape = shape("\(name)_scales") == [rows * blocks] ? [rows * blocks] : [rows, blocks]
        let scales = try tensor("\(name)_scales", scalesShape)
        guard scales.type == .float32 else {
            throw ModelBuilderError(
                .unsupported, "\(folder.file(graphName)): tensor \(quoted(scales.name)): expected float32")
        }
        return QuantizedSource(packed: try bytes(packed), scales: scales, columnCount: columns)
    }

    private func initializer(_ name: String, _ shape: [Int]) throws(ModelBuilderError) -> ONNXTensor {
        guard let tensor = initializers[name] else {
            throw ModelBuilderError(
                .unsupported,
                "\(folder.file(graphName)): has no tensor \(quoted(name)): only graphs of ONNX Runtime GenAI's model builder, "
                    + "or of this one, can be exported")
        }
        guard tensor.shape == shape else {
            throw ModelBuilderError(
                .invalid,
                "\(folder.file(graphName)): tensor \(quoted(name)): expected shape \(shape) by the configuration, found "
                    + "\(tensor.shape)")
        }
        return tensor
    }

    private func bytes(_ tensor: ONNXTensor) throws(ModelBuilderError) -> ByteSource {
        switch tensor.content {
        case .bytes(let bytes): return .memory(bytes)
        case .external(let place):
            if let file = files[place.location] { return .file(file, offset: place.offset) }
        case .strings: break
        }
        throw ModelBuilderError(
            .invalid, "\(folder.file(graphName)): tensor \(quoted(tensor.name)): expected numbers, found texts")
    }
}
