import ONNX

/// Puts together the graph of an encoder, of ONNX's own operators alone (operator set 20), in float32.
///
/// Inputs and outputs are named as transformers names them: `input_ids`, `attention_mask` and, where the family has them,
/// `token_type_ids` become `logits`, or `last_hidden_state` and `pooler_output`.
struct EncoderGraph {
    let configuration: EncoderConfiguration
    let sources: WeightSources
    /// What the names of the encoder's own tensors begin with.
    let prefix: String
    var assembly = GraphAssembly()

    static let operatorSets = [ONNXModel.OperatorSet("", 20)]
    static let irVersion = 9

    /// Builds the graph.
    ///
    /// - Throws: ``ModelBuilderError`` when a tensor is missing or not of the shape that the configuration demands.
    static func build(
        _ configuration: EncoderConfiguration, sources: WeightSources
    ) throws(ModelBuilderError) -> GraphAssembly {
        let prefix = configuration.family.prefix
        let hasPrefix = sources.has("\(prefix)embeddings.word_embeddings.weight")
        var graph = EncoderGraph(configuration: configuration, sources: sources, prefix: hasPrefix ? prefix : "")
        graph.addInputs()
        let bias = graph.addMaskBias()
        var state = try graph.addEmbeddings()
        for layer in 0..<configuration.layerCount { state = try graph.addLayer(layer, state, bias) }
        try graph.addHead(state)
        return graph.assembly
    }

    /// The shape of what flows from layer to layer.
    func flow(_ size: Int) -> [ONNXDimension] { ["batch_size", "sequence_length", .size(size)] }

    private mutating func addInputs() {
        let names =
            ["input_ids", "attention_mask"] + (configuration.family.hasTokenTypes ? ["token_type_ids"] : [])
        for name in names { assembly.input(name, .int64, ["batch_size", "sequence_length"]) }
    }

    /// What is added to the scores of positions: 0, and the least number for padding.
    private mutating func addMaskBias() -> String {
        let shape: [ONNXDimension] = ["batch_size", 1, 1, "sequence_length"]
        let mask = assembly.add(
            "Unsqueeze", "/mask/Unsqueeze", ["attention_mask", assembly.integers([1, 2])], .int64, shape)
        let seen = assembly.add(
            "Cast", "/mask/Cast", [mask], .float, shape, [ONNXAttribute("to", ONNXElementType.float.rawValue)])
        let hidden = assembly.add("Sub", "/mask/Sub", [assembly.number(1, .float), seen], .float, shape)
        return assembly.add(
            "Mul", "/mask/Mul", [hidden, assembly.number(-Float.greatestFiniteMagnitude, .float)], .float, shape)
    }

    private mutating func addEmbeddings() throws(ModelBuilderError) -> String {
        let width = configuration.hiddenSize
        let path = "/embeddings"
        let words = try addTable("word_embeddings", rows: configuration.vocabularySize)
        var sum = assembly.add("Gather", "\(path)/words/Gather", [words, "input_ids"], .float, flow(width))
        if configuration.family.hasTokenTypes {
            let types = try addTable("token_type_embeddings", rows: configuration.tokenTypeCount)
            let rows = assembly.add("Gather", "\(path)/types/Gather", [types, "token_type_ids"], .float, flow(width))
            sum = assembly.add("Add", "\(path)/types/Add", [sum, rows], .float, flow(width))
        }
        sum = assembly.add("Add", "\(path)/positions/Add", [sum, try addPositions()], .float, flow(width))
        return try addNorm(sum, "\(path)/LayerNorm", "\(prefix)embeddings.LayerNorm")
    }

    private mutating func addTable(_ name: String, rows: Int) throws(ModelBuilderError) -> String {
        let tensor = "\(prefix)embeddings.\(name).weight"
        let shape = [rows, configuration.hiddenSize]
        return assembly.weight(tensor, .float, shape, .rows([try sources.tensor(tensor, shape)]))
    }

    private mutating func addPositions() throws(ModelBuilderError) -> String {
        let path = "/embeddings/positions"
        let table = try addTable("position_embeddings", rows: configuration.positionCount)
        switch configuration.family.positions {
        case .fromZero:
            let shape = assembly.add("Shape", "\(path)/Shape", ["input_ids"], .int64, [2])
            let length = assembly.add(
                "Gather", "\(path)/Gather", [shape, assembly.integers([1])], .int64, [1], [ONNXAttribute("axis", 0)])
            return assembly.add(
                "Slice", "\(path)/Slice", [table, assembly.integers([0]), length, assembly.integers([0])], .float,
                ["sequence_length", .size(configuration.hiddenSize)])
        case .afterPadding:
            let ids: [ONNXDimension] = ["batch_size", "sequence_length"]
            let padding = assembly.integer(configuration.paddingToken)
            let isPadding = assembly.add("Equal", "\(path)/Equal", ["input_ids", padding], .bool, ids)
            let isText = assembly.add("Not", "\(path)/Not", [isPadding], .bool, ids)
            let counts = assembly.add(
                "Cast", "\(path)/Cast", [isText], .int64, ids, [ONNXAttribute("to", ONNXElementType.int64.rawValue)])
            let sums = assembly.add("CumSum", "\(path)/CumSum", [counts, assembly.integer(1)], .int64, ids)
            let places = assembly.add("Mul", "\(path)/Mul", [sums, counts], .int64, ids)
            let positions = assembly.add("Add", "\(path)/Offset", [places, padding], .int64, ids)
            return assembly.add(
                "Gather", "\(path)/Gather", [table, positions], .float, flow(configuration.hiddenSize))
        }
    }

    private mutating func addLayer(
        _ layer: Int, _ input: String, _ bias: String
    ) throws(ModelBuilderError) -> String {
        let path = "/encoder/layer.\(layer)"
        let tensors = "\(prefix)\(configuration.family.layerPath).\(layer)"
        let names = configuration.family.layer
        let width = configuration.hiddenSize
        let context = try addAttention("\(path)/attention", tensors, input, bias)
        let attended = try addProjection(
            context, "\(path)/attention/output", "\(tensors).\(names.attentionOutput)", rows: width, columns: width)
        let first = assembly.add("Add", "\(path)/attention/Residual", [attended, input], .float, flow(width))
        let middle = try addNorm(first, "\(path)/attention/LayerNorm", "\(tensors).\(names.attentionNorm)")
        let inner = try addProjection(
            middle, "\(path)/inner", "\(tensors).\(names.inner)", rows: configuration.intermediateSize, columns: width)
        let bent = addActivation(
            configuration.activation, inner, "\(path)/inner", flow(configuration.intermediateSize))
        let output = try addProjection(
            bent, "\(path)/output", "\(tensors).\(names.output)", rows: width,
            columns: configuration.intermediateSize)
        let second = assembly.add("Add", "\(path)/Residual", [output, middle], .float, flow(width))
        return try addNorm(second, "\(path)/LayerNorm", "\(tensors).\(names.outputNorm)")
    }

    private mutating func addAttention(
        _ path: String, _ tensors: String, _ input: String, _ bias: String
    ) throws(ModelBuilderError) -> String {
        let names = configuration.family.layer
        let (width, heads, size) = (configuration.hiddenSize, configuration.headCount, configuration.headSize)
        let byHead: [ONNXDimension] = ["batch_size", .size(heads), "sequence_length", .size(size)]
        var parts: [String] = []
        for (part, name) in [("query", names.query), ("key", names.key), ("value", names.value)] {
            let all = try addProjection(
                input, "\(path)/\(part)", "\(tensors).\(name)", rows: width, columns: width)
            let apart = assembly.add(
                "Reshape", "\(path)/\(part)/Reshape", [all, assembly.integers([0, 0, heads, size])], .float,
                ["batch_size", "sequence_length", .size(heads), .size(size)])
            let isKey = part == "key"
            parts.append(
                assembly.add(
                    "Transpose", "\(path)/\(part)/Transpose", [apart], .float,
                    isKey ? ["batch_size", .size(heads), .size(size), "sequence_length"] : byHead,
                    [ONNXAttribute("perm", .ints(isKey ? [0, 2, 3, 1] : [0, 2, 1, 3]))]))
        }
        let scores: [ONNXDimension] = ["batch_size", .size(heads), "sequence_length", "sequence_length"]
        let products = assembly.add("MatMul", "\(path)/scores/MatMul", [parts[0], parts[1]], .float, scores)
        let scale = assembly.number(1 / Float(size).squareRoot(), .float)
        let scaled = assembly.add("Mul", "\(path)/scores/Mul", [products, scale], .float, scores)
        let masked = assembly.add("Add", "\(path)/scores/Add", [scaled, bias], .float, scores)
        let shares = assembly.add(
            "Softmax", "\(path)/scores/Softmax", [masked], .float, scores, [ONNXAttribute("axis", -1)])
        let sums = assembly.add("MatMul", "\(path)/context/MatMul", [shares, parts[2]], .float, byHead)
        let together = assembly.add(
            "Transpose", "\(path)/context/Transpose", [sums], .float,
            ["batch_size", "sequence_length", .size(heads), .size(size)],
            [ONNXAttribute("perm", .ints([0, 2, 1, 3]))])
        return assembly.add(
            "Reshape", "\(path)/context/Reshape", [together, assembly.integers([0, 0, width])], .float, flow(width))
    }
}
