import Glibc
import JSON
import ModelConfiguration
import ONNX

/// The config.json of a built graph that has none beside it: what genai_config.json and the graph say of the model.
struct RestoredConfiguration {
    let weights: GraphWeights
    let model: GenerateModel

    /// Restores the file.
    ///
    /// - Throws: ``ModelBuilderError`` when the graph was scaled in a way that cannot be told from its tables.
    func object() throws(ModelBuilderError) -> JSONObject {
        let family = model.family
        guard !family.isGemma else {
            throw ModelBuilderError(
                .unsupported,
                "\(weights.folder.path): has no config.json, without which a gemma2 model cannot be restored")
        }
        func size(_ value: Int) -> JSONValue { .integer(Int64(value)) }
        var object: JSONObject = [
            "architectures": [.string(family.className)], "model_type": .string(family.modelType),
            "vocab_size": size(model.vocabularySize), "hidden_size": size(model.hiddenSize),
            "num_hidden_layers": size(model.layerCount), "num_attention_heads": size(model.headCount),
            "num_key_value_heads": size(model.keyValueHeadCount), "head_dim": size(model.headSize),
            "max_position_embeddings": size(model.contextLength),
        ]
        guard
            let gate = weights.shape("model.layers.0.mlp.gate_proj.MatMul.weight")?.last
                ?? weights.shape("model.layers.0.mlp.gate_proj.MatMul.weight_Q4")?.first
        else {
            throw ModelBuilderError(
                .unsupported,
                "\(weights.folder.file(GenerateConfiguration.fileName)): its graph has no tensor "
                    + "\"model.layers.0.mlp.gate_proj.MatMul.weight\"")
        }
        object["intermediate_size"] = size(gate)
        object["hidden_act"] = "silu"
        object["rms_norm_eps"] = .double(shortest(try epsilon()))
        object["rope_theta"] = .double(try ropeTheta(headSize: model.headSize, context: model.contextLength))
        object["tie_word_embeddings"] = .bool(!weights.has("model.embed_tokens.weight"))
        try addWindows(family, to: &object)
        if family == .phi3 { object["original_max_position_embeddings"] = size(model.contextLength) }
        if family == .llama || family == .qwen3 {
            object["attention_bias"] = .bool(weights.has("model.layers.0.attn.qkv_proj.Add.bias"))
        }
        if family == .llama { object["mlp_bias"] = .bool(weights.has("model.layers.0.mlp.down_proj.Add.bias")) }
        for (key, value) in model.specialTokens { object[key] = value }
        return object
    }

    /// What the norms add to the mean square.
    private func epsilon() throws(ModelBuilderError) -> Float {
        for node in weights.model.graph.nodes {
            if case .float(let epsilon)? = node[attribute: "epsilon"] { return epsilon }
        }
        throw ModelBuilderError(.unsupported, "\(weights.folder.path): its graph has no norm")
    }

    /// The windows of the attention, in the form that the family has for them.
    private func addWindows(_ family: DecoderFamily, to object: inout JSONObject) throws(ModelBuilderError) {
        var windows: [Int64?] = []
        for node in weights.model.graph.nodes where node.operatorType == "GroupQueryAttention" {
            guard case .int(let window)? = node[attribute: "local_window_size"], window > 0 else {
                windows.append(nil)
                continue
            }
            windows.append(window)
        }
        object["sliding_window"] = .null
        guard let window = windows.compactMap({ $0 }).first else { return }
        let isInEveryLayer = windows.allSatisfy { $0 == window }
        object["sliding_window"] = .integer(window)
        if family.window == .laterLayers, windows.allSatisfy({ $0 == nil || $0 == window }) {
            object["use_sliding_window"] = true
            object["max_window_layers"] = 0
            object["layer_types"] = .array(windows.map { $0 == nil ? "full_attention" : "sliding_attention" })
        } else if family.window != .everyLayer || !isInEveryLayer {
            throw ModelBuilderError(
                .unsupported,
                "\(weights.folder.path): has no config.json, and its attention has windows that a \(family.modelType) model "
                    + "cannot have: put the model's config.json beside \(GenerateConfiguration.fileName)")
        }
    }

    /// The base of the angles, told from the sines of position 1.
    private func ropeTheta(headSize: Int, context: Int) throws(ModelBuilderError) -> Double {
        let failure = ModelBuilderError(
            .unsupported,
            "\(weights.folder.path): has no config.json, and its angles are scaled: put the model's config.json beside "
                + "\(GenerateConfiguration.fileName)")
        let pairs = headSize / 2
        guard pairs > 1, context > 1, weights.shape("sin_cache") == [context, pairs] else { throw failure }
        let table = try weights.tensor("sin_cache", [context, pairs])
        let stored = ScratchBuffer(byteCount: pairs * table.type.byteCount)
        try table.read(pairs..<2 * pairs, into: stored.start)
        let sines = ScratchBuffer(byteCount: pairs * 4)
        let values = sines.pointer(to: Float.self)
        table.type.widen(stored.start, count: pairs, to: values)
        let smallest = asin(Double(values[pairs - 1]))
        guard smallest > 0 else { throw failure }
        let theta = pow(smallest, -Double(headSize) / Double(2 * (pairs - 1)))
        // The tables have seven digits; bases have few.
        let rounded = (theta / pow(10, floor(log10(theta)) - 4)).rounded() * pow(10, floor(log10(theta)) - 4)
        for pair in 0..<pairs {
            let angle = pow(rounded, -Double(2 * pair) / Double(headSize))
            guard abs(sin(angle) - Double(values[pair])) <= 1e-5 else { throw failure }
        }
        return rounded
    }

    /// The number that a float32 is written as.
    private func shortest(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}
