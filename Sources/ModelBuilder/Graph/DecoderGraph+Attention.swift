import ModelConfiguration
import ONNX

extension DecoderGraph {
    /// The cosines and sines of all positions, one pair of tables for all layers.
    mutating func addRotaryTables() {
        let tables = RotaryTables(configuration)
        let ordinary = tables.ordinary
        guard let long = tables.long else {
            let shape = [ordinary.positionCount, ordinary.frequencies.count]
            assembly.weight("cos_cache", type, shape, .rotary(ordinary, .cosine))
            assembly.weight("sin_cache", type, shape, .rotary(ordinary, .sine))
            return
        }
        let path = "/model/rope_caches_subgraph"
        let isLong = assembly.add(
            "Greater", "\(path)/Greater",
            ["/model/attn_mask_reformat/attn_mask_subgraph/Gather/output_0", assembly.integer(ordinary.positionCount)],
            .bool, [])
        assembly.add(
            ONNXNode(
                "If", name: "\(path)/If", inputs: [isLong], outputs: ["cos_cache", "sin_cache"],
                attributes: [
                    ONNXAttribute("then_branch", .graph(branch("large", long))),
                    ONNXAttribute("else_branch", .graph(branch("small", ordinary))),
                ]))
        for name in ["cos_cache", "sin_cache"] {
            assembly.value(name, type, ["max_sequence_length", "head_dim / 2"])
        }
    }

    /// A branch that gives the tables of ordinary or of extended sequences.
    private func branch(_ size: String, _ table: RotaryTable) -> ONNXGraph {
        var graph = ONNXGraph(name: "\(size)_rope_caches_graph")
        let shape = [table.positionCount, table.frequencies.count]
        for (name, function) in [("cos_cache", RotaryTable.Function.cosine), ("sin_cache", .sine)] {
            var values = [Float](repeating: 0, count: shape[0] * shape[1])
            values.withUnsafeMutableBufferPointer { table.write(function, positions: 0..<shape[0], to: $0) }
            let tensor =
                type == .float16
                ? ONNXTensor(shape: shape, float16: values.map(Half.bits)) : ONNXTensor(shape: shape, float: values)
            graph.nodes.append(
                ONNXNode(
                    "Constant", name: "/\(size)/\(name)/Constant", inputs: [], outputs: ["\(name)_\(size)"],
                    attributes: [ONNXAttribute("value", .tensor(tensor))]))
            graph.outputs.append(ONNXValueInfo("\(name)_\(size)", type, shape.map { .size($0) }))
        }
        return graph
    }

    /// The attention of a layer and its output projection.
    mutating func addAttention(_ layer: Int, input: String) throws(ModelBuilderError) -> String {
        let path = "/model/layers.\(layer)/attn"
        let (queries, keys) = (configuration.querySize, configuration.keyValueSize)
        let stored = "model.layers.\(layer).self_attn"
        let parts =
            configuration.family.fusesProjections
            ? [("\(stored).qkv_proj", queries + 2 * keys)]
            : [("\(stored).q_proj", queries), ("\(stored).k_proj", keys), ("\(stored).v_proj", keys)]
        let packed = try addProjection(
            parts, "\(path)/qkv_proj", input, columns: configuration.hiddenSize,
            hasBias: configuration.hasQueryKeyValueBias)
        var heads = [packed, "", ""]
        if configuration.family.normsHeads || turnsBeforeAttention {
            heads = addSplit(packed, "\(path)/qkv_proj/Split")
        }
        if configuration.family.normsHeads {
            heads[0] = try addHeadNorm(heads[0], "q_norm", "num_attention_heads", layer, size: queries)
            heads[1] = try addHeadNorm(heads[1], "k_norm", "num_key_value_heads", layer, size: keys)
        }
        if turnsBeforeAttention {
            heads[0] = addTurn(heads[0], "\(path)/q_rotary", size: queries, heads: configuration.headCount)
            heads[1] = addTurn(heads[1], "\(path)/k_rotary", size: keys, heads: configuration.keyValueHeadCount)
        }
        let attended = addGroupQueryAttention(layer, heads, "\(path)/GroupQueryAttention")
        return try addProjection(
            [("\(stored).o_proj", configuration.hiddenSize)], "\(path)/o_proj", attended, columns: queries,
            hasBias: configuration.hasOutputBias)
    }

    private mutating func addGroupQueryAttention(_ layer: Int, _ heads: [String], _ path: String) -> String {
        let tables = turnsBeforeAttention ? ["", ""] : ["cos_cache", "sin_cache"]
        let output = "\(path)/output_0"
        assembly.add(
            ONNXNode(
                "GroupQueryAttention", domain: GraphAssembly.microsoft, name: path,
                inputs: heads + [
                    "past_key_values.\(layer).key", "past_key_values.\(layer).value", sequenceLengths, totalLength,
                ] + tables + ["", "", ""],
                outputs: [output, "present.\(layer).key", "present.\(layer).value"],
                attributes: [
                    ONNXAttribute("num_heads", configuration.headCount),
                    ONNXAttribute("kv_num_heads", configuration.keyValueHeadCount),
                    ONNXAttribute("scale", .float(configuration.attentionScale)),
                    ONNXAttribute("local_window_size", configuration.windows[layer] ?? -1),
                    ONNXAttribute("softcap", .float(configuration.scoreCap ?? 0)),
                    ONNXAttribute("do_rotary", turnsBeforeAttention ? 0 : 1),
                    ONNXAttribute("rotary_interleaved", 0),
                ]))
        assembly.value(output, type, flow(configuration.querySize))
        return output
    }

    /// Queries, keys and values apart.
    private mutating func addSplit(_ packed: String, _ path: String) -> [String] {
        let sizes = [configuration.querySize, configuration.keyValueSize, configuration.keyValueSize]
        let outputs = sizes.indices.map { "\(path)/output_\($0)" }
        assembly.add(
            ONNXNode(
                "Split", name: path, inputs: [packed, assembly.integers(sizes)], outputs: outputs,
                attributes: [ONNXAttribute("axis", -1)]))
        for (output, size) in zip(outputs, sizes) { assembly.value(output, type, flow(size)) }
        return outputs
    }

    /// Norms each head by itself.
    private mutating func addHeadNorm(
        _ input: String, _ name: String, _ headCount: String, _ layer: Int, size: Int
    ) throws(ModelBuilderError) -> String {
        let path = "/model/layers.\(layer)/attn/\(name)"
        let headSize = configuration.headSize
        let shape: [ONNXDimension] = [
            "batch_size", .named("sequence_length * \(headCount)"), .size(headSize),
        ]
        let apart = assembly.add(
            "Reshape", "\(path)/Reshape_1", [input, assembly.integers([0, -1, headSize])], type, shape)
        let weight = try addNormWeight(
            "model.layers.\(layer).attn.\(name).layernorm.weight",
            of: "model.layers.\(layer).self_attn.\(name).weight", size: headSize)
        let norm = "\(path)/SimplifiedLayerNormalization"
        let normed = addRMSNorm(apart, norm, weight, shape, output: "\(norm)/output_0")
        return assembly.add(
            "Reshape", "\(path)/Reshape_2", [normed, assembly.integers([0, -1, size])], type, flow(size))
    }

    /// Turns each head by the angles of its position.
    private mutating func addTurn(_ input: String, _ path: String, size: Int, heads: Int) -> String {
        var attributes = [ONNXAttribute("interleaved", 0)]
        if configuration.rope.rotarySize < configuration.headSize {
            attributes += [
                ONNXAttribute("num_heads", heads),
                ONNXAttribute("rotary_embedding_dim", configuration.rope.rotarySize),
            ]
        }
        return assembly.add(
            "RotaryEmbedding", domain: GraphAssembly.microsoft, "\(path)/RotaryEmbedding",
            [input, "position_ids", "cos_cache", "sin_cache"], type, flow(size), attributes)
    }
}
