import ONNX

extension EncoderGraph {
    /// A matrix and its biases: `[..., columns]` becomes `[..., rows]`.
    mutating func addProjection(
        _ input: String, _ path: String, _ tensor: String, rows: Int, columns: Int, shape: [ONNXDimension]? = nil,
        output: String? = nil
    ) throws(ModelBuilderError) -> String {
        let shape = shape ?? flow(rows)
        let matrix = try sources.tensor("\(tensor).weight", [rows, columns])
        let weight = assembly.weight(
            "\(tensor).weight", .float, [columns, rows], .columns([matrix], 0..<columns))
        let bias = assembly.weight(
            "\(tensor).bias", .float, [rows], .rows([try sources.tensor("\(tensor).bias", [rows])]))
        let product = assembly.add("MatMul", "\(path)/MatMul", [input, weight], .float, shape)
        return assembly.add("Add", "\(path)/Add", [product, bias], .float, shape, output: output)
    }

    mutating func addNorm(
        _ input: String, _ path: String, _ tensor: String, output: String? = nil
    ) throws(ModelBuilderError) -> String {
        let width = configuration.hiddenSize
        var inputs = [input]
        for part in ["weight", "bias"] {
            let source = try sources.tensor("\(tensor).\(part)", [width])
            inputs.append(assembly.weight("\(tensor).\(part)", .float, [width], .rows([source])))
        }
        return assembly.add(
            "LayerNormalization", path, inputs, .float, flow(width),
            [ONNXAttribute("axis", -1), ONNXAttribute("epsilon", .float(configuration.normEpsilon))], output: output)
    }

    mutating func addActivation(
        _ activation: EncoderActivation, _ input: String, _ path: String, _ shape: [ONNXDimension],
        output: String? = nil
    ) -> String {
        switch activation {
        case .gelu, .geluTanh:
            assembly.add(
                "Gelu", "\(path)/Gelu", [input], .float, shape,
                [ONNXAttribute("approximate", activation == .gelu ? "none" : "tanh")], output: output)
        case .relu: assembly.add("Relu", "\(path)/Relu", [input], .float, shape, output: output)
        case .tanh: assembly.add("Tanh", "\(path)/Tanh", [input], .float, shape, output: output)
        }
    }

    /// What the model makes of the last layer.
    mutating func addHead(_ state: String) throws(ModelBuilderError) {
        let width = configuration.hiddenSize
        let pooled: [ONNXDimension] = ["batch_size", .size(width)]
        switch configuration.head {
        case .features:
            assembly.add("Identity", "/last_hidden_state", [state], .float, flow(width), output: "last_hidden_state")
            assembly.output("last_hidden_state", .float, flow(width))
            guard sources.has("\(prefix)pooler.dense.weight") else { return }
            _ = try addPooler(state, output: "pooler_output")
            assembly.output("pooler_output", .float, pooled)
        case .pooledLabels(let classifier):
            try addClassifier(try addPooler(state), classifier, ["batch_size"])
        case .firstTokenLabels(let dense, let activation, let classifier):
            let view = try addProjection(
                addFirstToken(state), "/head/dense", dense, rows: width, columns: width, shape: pooled)
            let bent = addActivation(activation, view, "/head/dense", pooled)
            try addClassifier(bent, classifier, ["batch_size"])
        case .tokenLabels(let classifier):
            try addClassifier(state, classifier, ["batch_size", "sequence_length"])
        case .vocabulary(let dense, let norm, let decoder, let bias):
            try addVocabulary(state, dense: dense, norm: norm, decoder: decoder, bias: bias)
        }
    }

    private mutating func addFirstToken(_ state: String) -> String {
        assembly.add(
            "Gather", "/head/first_token/Gather", [state, assembly.integer(0)], .float,
            ["batch_size", .size(configuration.hiddenSize)], [ONNXAttribute("axis", 1)])
    }

    private mutating func addPooler(_ state: String, output: String? = nil) throws(ModelBuilderError) -> String {
        let width = configuration.hiddenSize
        let shape: [ONNXDimension] = ["batch_size", .size(width)]
        let view = try addProjection(
            addFirstToken(state), "/pooler/dense", "\(prefix)pooler.dense", rows: width, columns: width, shape: shape)
        return addActivation(.tanh, view, "/pooler", shape, output: output)
    }

    private mutating func addClassifier(
        _ input: String, _ tensor: String, _ shape: [ONNXDimension]
    ) throws(ModelBuilderError) {
        // config.json may leave out how many labels there are.
        guard let labels = sources.shape("\(tensor).weight")?.first, labels > 0 else {
            throw ModelBuilderError(
                .invalid, "\(sources.folder): tensor \(quoted("\(tensor).weight")) is missing, or has no rows")
        }
        _ = try addProjection(
            input, "/classifier", tensor, rows: labels, columns: configuration.hiddenSize,
            shape: shape + [.size(labels)], output: "logits")
        assembly.output("logits", .float, shape + [.size(labels)])
    }

    /// The vocabulary for each token; the matrix is the embedding's unless the file has another.
    private mutating func addVocabulary(
        _ state: String, dense: String, norm: String, decoder: String, bias: String
    ) throws(ModelBuilderError) {
        let (width, vocabulary) = (configuration.hiddenSize, configuration.vocabularySize)
        let view = try addProjection(state, "/head/dense", dense, rows: width, columns: width)
        // RoBERTa's head always has GELU; the others take the layers' own.
        let activation = configuration.family.positions == .afterPadding ? .gelu : configuration.activation
        let bent = addActivation(activation, view, "/head/dense", flow(width))
        let normed = try addNorm(bent, "/head/LayerNorm", norm)
        let matrix: String
        if sources.has(decoder) {
            let source = try sources.tensor(decoder, [vocabulary, width])
            matrix = assembly.weight(decoder, .float, [width, vocabulary], .columns([source], 0..<width))
        } else {
            matrix = assembly.add(
                "Transpose", "/head/decoder/Transpose", ["\(prefix)embeddings.word_embeddings.weight"], .float,
                [.size(width), .size(vocabulary)], [ONNXAttribute("perm", .ints([1, 0]))])
        }
        let product = assembly.add("MatMul", "/head/decoder/MatMul", [normed, matrix], .float, flow(vocabulary))
        let offset = assembly.weight(
            bias, .float, [vocabulary], .rows([try sources.tensor(bias, [vocabulary])]))
        assembly.add("Add", "/head/decoder/Add", [product, offset], .float, flow(vocabulary), output: "logits")
        assembly.output("logits", .float, flow(vocabulary))
    }
}
