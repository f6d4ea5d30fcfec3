import ModelConfiguration
import ONNX

/// Puts together the graph that ONNX Runtime's generate API runs: a decoder with its cache of keys and values as inputs and
/// outputs.
///
/// Operators, names and order are those of ONNX Runtime GenAI's own model builder for the CPU. It differs on purpose where
/// that one's graph is refused by the ONNX checker, or does not run:
/// - plain norms are ONNX's RMSNormalization (operator set 23) instead of an operator that no set has;
/// - the window of a sliding layer is in its attention, over a cache of full length;
/// - float16 has the same attention as float32;
/// - heads turn before the attention where its own turning cannot do their size.
struct DecoderGraph {
    let configuration: DecoderConfiguration
    let precision: Precision
    let sources: WeightSources
    var assembly = GraphAssembly()
    /// The sum of everything that was added to the embedding so far.
    var residual = ""
    /// The last output that is not yet part of the sum.
    var addition: String?
    var sequenceLengths = ""
    var totalLength = ""

    /// The versions of the operator sets that the graph is written in.
    static let operatorSets = [ONNXModel.OperatorSet("", 23), ONNXModel.OperatorSet(GraphAssembly.microsoft, 1)]
    static let irVersion = 10

    /// The type of everything that flows.
    var type: ONNXElementType { precision.elementType }

    /// Whether heads turn before the attention, by positions that the caller gives.
    var turnsBeforeAttention: Bool {
        // What ONNX Runtime's GroupQueryAttention demands of heads that it turns itself.
        !configuration.headSize.isMultiple(of: 16)
            || !configuration.rope.pairCount.isMultiple(of: 8)
    }

    /// Builds the graph.
    ///
    /// - Throws: ``ModelBuilderError`` when a tensor is missing or not of the shape that the configuration demands.
    static func build(
        _ configuration: DecoderConfiguration, precision: Precision, sources: WeightSources
    ) throws(ModelBuilderError) -> GraphAssembly {
        var graph = DecoderGraph(configuration: configuration, precision: precision, sources: sources)
        graph.addInputsAndOutputs()
        graph.addLengths()
        graph.addRotaryTables()
        try graph.addEmbedding()
        for layer in 0..<configuration.layerCount { try graph.addLayer(layer) }
        try graph.addHead()
        return graph.assembly
    }

    /// The shape of what flows from layer to layer.
    func flow(_ size: Int) -> [ONNXDimension] { ["batch_size", "sequence_length", .size(size)] }

    private mutating func addInputsAndOutputs() {
        assembly.input("input_ids", .int64, ["batch_size", "sequence_length"])
        assembly.input("attention_mask", .int64, ["batch_size", "total_sequence_length"])
        if turnsBeforeAttention { assembly.input("position_ids", .int64, ["batch_size", "sequence_length"]) }
        let heads = ONNXDimension.size(configuration.keyValueHeadCount)
        assembly.output("logits", type, flow(configuration.vocabularySize))
        for part in ["key", "value"] {
            for layer in 0..<configuration.layerCount {
                assembly.input(
                    "past_key_values.\(layer).\(part)", type,
                    ["batch_size", heads, "past_sequence_length", "kv_cache_dim"])
                assembly.output(
                    "present.\(layer).\(part)", type, ["batch_size", heads, "total_sequence_length", "kv_cache_dim"])
            }
        }
    }

    /// From the mask: how many positions each sequence has before its last one, and how many there are in all.
    private mutating func addLengths() {
        let path = "/model/attn_mask_reformat/attn_mask_subgraph"
        let one = assembly.integers([1])
        let batch: [ONNXDimension] = ["batch_size"]
        let sum = assembly.add(
            "ReduceSum", "\(path)/ReduceSum", ["attention_mask", one], .int64, batch, [ONNXAttribute("keepdims", 0)])
        let last = assembly.add("Sub", "\(path)/Sub", [sum, one], .int64, batch)
        sequenceLengths = assembly.add(
            "Cast", "\(path)/Sub/Cast", [last], .int32, batch,
            [ONNXAttribute("to", ONNXElementType.int32.rawValue)])
        let shape = assembly.add("Shape", "\(path)/Shape", ["attention_mask"], .int64, [2])
        let length = assembly.add(
            "Gather", "\(path)/Gather", [shape, assembly.integer(1)], .int64, [], [ONNXAttribute("axis", 0)])
        totalLength = assembly.add(
            "Cast", "\(path)/Gather/Cast", [length], .int32, [],
            [ONNXAttribute("to", ONNXElementType.int32.rawValue)])
    }

    private mutating func addLayer(_ layer: Int) throws(ModelBuilderError) {
        let path = "layers.\(layer)"
        let width = configuration.hiddenSize
        let normed = try addNorm("input_layernorm", of: "model.\(path).input_layernorm.weight", in: path)
        let attended = try addAttention(layer, input: normed)
        guard configuration.family.isGemma else {
            addition = attended
            let middle = try addNorm(
                "post_attention_layernorm", of: "model.\(path).post_attention_layernorm.weight", in: path)
            addition = try addFeedForward(layer, input: middle)
            return
        }
        addition = try addPlainNorm(
            attended, "/model/\(path)/post_attention_layernorm", "model.\(path).post_attention_layernorm.weight",
            size: width)
        let middle = try addNorm(
            "pre_feedforward_layernorm", of: "model.\(path).pre_feedforward_layernorm.weight", in: path)
        addition = try addPlainNorm(
            try addFeedForward(layer, input: middle), "/model/\(path)/post_feedforward_layernorm",
            "model.\(path).post_feedforward_layernorm.weight", size: width)
    }

    /// The output projection, and the cap of its logits.
    private mutating func addHead() throws(ModelBuilderError) {
        let (vocabulary, width) = (configuration.vocabularySize, configuration.hiddenSize)
        let last = try addNorm(
            "final_norm_layernorm", of: "model.norm.weight", in: "layers.\(configuration.layerCount)", isLast: true)
        let name = configuration.tiesEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"
        let matrix = [try sources.tensor(name, [vocabulary, width])]
        guard let cap = configuration.logitCap else {
            addMatrix(
                matrix, "/lm_head/MatMul", "lm_head.MatMul.weight", last, rows: vocabulary, columns: width,
                output: "logits")
            return
        }
        let logits = addMatrix(
            matrix, "/lm_head/MatMul", "lm_head.MatMul.weight", last, rows: vocabulary, columns: width)
        let shape = flow(vocabulary)
        let limit = assembly.number(cap, type)
        let scaled = assembly.add("Div", "/lm_head/softcap/Div", [logits, limit], type, shape)
        let bent = assembly.add("Tanh", "/lm_head/softcap/Tanh", [scaled], type, shape)
        assembly.add("Mul", "/lm_head/softcap/Mul", [bent, limit], type, shape, output: "logits")
    }
}
