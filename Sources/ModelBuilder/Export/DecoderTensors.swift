import ModelConfiguration
import ONNX

/// The tensors of a Hugging Face file, found in a built graph.
struct DecoderTensors {
    let configuration: DecoderConfiguration
    let weights: GraphWeights
    /// The type that the file's tensors get.
    let type: ONNXElementType
    /// Whether all of them have to be exact.
    let keepsValues: Bool
    private(set) var tensors: [StoredTensor] = []

    /// Finds all tensors.
    static func find(
        _ configuration: DecoderConfiguration, in weights: GraphWeights, as type: ONNXElementType, keepsValues: Bool
    ) throws(ModelBuilderError) -> [StoredTensor] {
        var finder = DecoderTensors(
            configuration: configuration, weights: weights, type: type, keepsValues: keepsValues)
        let (vocabulary, width) = (configuration.vocabularySize, configuration.hiddenSize)
        if configuration.tiesEmbeddings {
            let matrix = try finder.matrix("lm_head.MatMul.weight", rows: vocabulary, columns: width)
            finder.add("model.embed_tokens.weight", [vocabulary, width], [matrix(0..<vocabulary)])
        } else {
            let rows = try weights.tensor("model.embed_tokens.weight", [vocabulary, width])
            finder.add("model.embed_tokens.weight", [vocabulary, width], [.rows([rows])])
        }
        for layer in 0..<configuration.layerCount { try finder.addLayer(layer) }
        try finder.addNorm(
            "model.norm.weight", "model.layers.\(configuration.layerCount).final_norm_layernorm.weight", size: width)
        if !configuration.tiesEmbeddings {
            let matrix = try finder.matrix("lm_head.MatMul.weight", rows: vocabulary, columns: width)
            finder.add("lm_head.weight", [vocabulary, width], [matrix(0..<vocabulary)])
        }
        return finder.tensors
    }

    private mutating func add(_ name: String, _ shape: [Int], _ contents: [Weight.Content]) {
        var parts: [Weight] = []
        for content in contents {
            let rows = content.rowCount ?? shape[0]
            parts.append(
                Weight(
                    name: name, elementType: type, shape: [rows] + shape.dropFirst(), content: content,
                    keepsValues: keepsValues))
        }
        tensors.append(StoredTensor(name: name, shape: shape, parts: parts))
    }

    /// A matrix of `[rows, columns]` in the file: in the graph it is turned, or in blocks.
    ///
    /// - Returns: What gives some of its rows.
    private func matrix(
        _ name: String, rows: Int, columns: Int
    ) throws(ModelBuilderError) -> (Range<Int>) -> Weight.Content {
        if let blocks = try weights.quantized(name, rows: rows, columns: columns) {
            return { .dequantized(blocks, $0) }
        }
        let turned = try weights.tensor(name, [columns, rows])
        return { .columns([turned], $0) }
    }

    private mutating func addNorm(_ name: String, _ graphName: String, size: Int) throws(ModelBuilderError) {
        let factors = [try weights.tensor(graphName, [size])]
        add(name, [size], [configuration.family.isGemma ? .offset(factors, by: -1) : .rows(factors)])
    }

    private mutating func addProjection(
        _ name: String, _ graphName: String, rows: Int, columns: Int, hasBias: Bool
    ) throws(ModelBuilderError) {
        add(
            "\(name).weight", [rows, columns],
            [try matrix("\(graphName).MatMul.weight", rows: rows, columns: columns)(0..<rows)])
        guard hasBias else { return }
        add("\(name).bias", [rows], [.rows([try weights.tensor("\(graphName).Add.bias", [rows])])])
    }

    private mutating func addLayer(_ layer: Int) throws(ModelBuilderError) {
        let path = "model.layers.\(layer)"
        let (width, inner) = (configuration.hiddenSize, configuration.intermediateSize)
        let norms =
            ["input_layernorm", "post_attention_layernorm"]
            + (configuration.family.isGemma ? ["pre_feedforward_layernorm", "post_feedforward_layernorm"] : [])
        for norm in norms { try addNorm("\(path).\(norm).weight", "\(path).\(norm).weight", size: width) }
        try addQueryKeyValue(path)
        if configuration.family.normsHeads {
            for name in ["q_norm", "k_norm"] {
                try addNorm(
                    "\(path).self_attn.\(name).weight", "\(path).attn.\(name).layernorm.weight",
                    size: configuration.headSize)
            }
        }
        try addProjection(
            "\(path).self_attn.o_proj", "\(path).attn.o_proj", rows: width, columns: configuration.querySize,
            hasBias: configuration.hasOutputBias)
        let hasBias = configuration.hasFeedForwardBias
        if configuration.family.fusesProjections {
            let gate = try matrix("\(path).mlp.gate_proj.MatMul.weight", rows: inner, columns: width)
            let up = try matrix("\(path).mlp.up_proj.MatMul.weight", rows: inner, columns: width)
            add("\(path).mlp.gate_up_proj.weight", [2 * inner, width], [gate(0..<inner), up(0..<inner)])
        } else {
            for name in ["gate_proj", "up_proj"] {
                try addProjection(
                    "\(path).mlp.\(name)", "\(path).mlp.\(name)", rows: inner, columns: width, hasBias: hasBias)
            }
        }
        try addProjection(
            "\(path).mlp.down_proj", "\(path).mlp.down_proj", rows: width, columns: inner, hasBias: hasBias)
    }

    /// Query, key and value: one matrix in the graph, three or one in the file.
    private mutating func addQueryKeyValue(_ path: String) throws(ModelBuilderError) {
        let (queries, keys, width) = (configuration.querySize, configuration.keyValueSize, configuration.hiddenSize)
        let rows = queries + 2 * keys
        let all = try matrix("\(path).attn.qkv_proj.MatMul.weight", rows: rows, columns: width)
        if configuration.family.fusesProjections {
            add("\(path).self_attn.qkv_proj.weight", [rows, width], [all(0..<rows)])
            return
        }
        let parts = [
            ("q_proj", 0..<queries), ("k_proj", queries..<queries + keys), ("v_proj", queries + keys..<rows),
        ]
        for (name, range) in parts {
            add("\(path).self_attn.\(name).weight", [range.count, width], [all(range)])
        }
        guard configuration.hasQueryKeyValueBias else { return }
        let biases = try weights.tensor("\(path).attn.qkv_proj.Add.bias", [rows])
        for (name, range) in parts {
            add("\(path).self_attn.\(name).bias", [range.count], [.rows([biases.rows(range)])])
        }
    }
}

extension Weight.Content {
    /// How many rows of a matrix it gives, where it gives some of them.
    fileprivate var rowCount: Int? {
        switch self {
        case .columns(_, let range), .dequantized(_, let range): range.count
        default: nil
        }
    }
}
