import ModelConfiguration
import ONNX

extension DecoderGraph {
    /// The rows of the embedding for the tokens.
    ///
    /// One that is also the output projection is not stored twice: its rows are taken from the projection's columns, or out
    /// of the projection's blocks.
    mutating func addEmbedding() throws(ModelBuilderError) {
        let (vocabulary, width) = (configuration.vocabularySize, configuration.hiddenSize)
        let path = "/model/embed_tokens"
        if !configuration.tiesEmbeddings {
            let rows = try sources.tensor("model.embed_tokens.weight", [vocabulary, width])
            let table = assembly.weight("model.embed_tokens.weight", type, [vocabulary, width], .rows([rows]))
            residual = assembly.add("Gather", "\(path)/Gather", [table, "input_ids"], type, flow(width))
        } else if precision == .int4 {
            residual = addQuantizedEmbedding(path)
        } else {
            let table = assembly.add(
                "Transpose", "\(path)/Transpose", ["lm_head.MatMul.weight"], type, [.size(vocabulary), .size(width)],
                [ONNXAttribute("perm", .ints([1, 0]))])
            residual = assembly.add("Gather", "\(path)/Gather", [table, "input_ids"], type, flow(width))
        }
        guard configuration.family.isGemma else { return }
        let factor = assembly.number(Float(width).squareRoot(), type)
        residual = assembly.add("Mul", "\(path)/Mul", [residual, factor], type, flow(width))
    }

    private mutating func addQuantizedEmbedding(_ path: String) -> String {
        let (vocabulary, width) = (configuration.vocabularySize, configuration.hiddenSize)
        let padded = Weight.blockCount(width) * Weight.blockSize
        let shape = [vocabulary, padded / 2]
        let table = assembly.add(
            "Reshape", "\(path)/Reshape", ["lm_head.MatMul.weight_Q4", assembly.integers(shape)], .uint8,
            shape.map { .size($0) })
        let rows = assembly.add(
            "GatherBlockQuantized", domain: GraphAssembly.microsoft, "\(path)/GatherBlockQuantized",
            [table, "input_ids", "lm_head.MatMul.weight_scales"], type, flow(padded),
            [
                ONNXAttribute("bits", 4), ONNXAttribute("block_size", Weight.blockSize),
                ONNXAttribute("gather_axis", 0), ONNXAttribute("quantize_axis", 1),
            ])
        guard padded != width else { return rows }
        return assembly.add(
            "Slice", "\(path)/Slice",
            [rows, assembly.integers([0]), assembly.integers([width]), assembly.integers([-1])], type, flow(width))
    }

    /// Norms the sum so far, into which the last addition goes first.
    ///
    /// - Parameter isLast: Whether nobody needs the sum any more.
    mutating func addNorm(
        _ name: String, of tensor: String, in layer: String, isLast: Bool = false
    ) throws(ModelBuilderError) -> String {
        let path = "/model/\(layer)/\(name)"
        let width = configuration.hiddenSize
        guard let addition else {
            return try addPlainNorm(residual, path, tensor, size: width)
        }
        let weight = try addNormWeight("model.\(layer).\(name).weight", of: tensor, size: width)
        let (normed, sum) = ("\(path)/output_0", "\(path)/output_3")
        assembly.add(
            ONNXNode(
                "SkipSimplifiedLayerNormalization", domain: GraphAssembly.microsoft, name: "\(path)/SkipLayerNorm",
                inputs: [residual, addition, weight], outputs: isLast ? [normed] : [normed, "", "", sum],
                attributes: [ONNXAttribute("epsilon", .float(configuration.normEpsilon))]))
        assembly.value(normed, type, flow(width))
        if !isLast {
            assembly.value(sum, type, flow(width))
            residual = sum
        }
        return normed
    }

    /// Norms a value as it is.
    mutating func addPlainNorm(
        _ input: String, _ path: String, _ tensor: String, size: Int
    ) throws(ModelBuilderError) -> String {
        let name = path.split(separator: "/").joined(separator: ".")
        let weight = try addNormWeight("\(name).weight", of: tensor, size: size)
        return addRMSNorm(input, "\(path)/LayerNorm", weight, flow(size), output: "\(path)/output_0")
    }

    /// Adds ONNX's own norm of the last dimension.
    mutating func addRMSNorm(
        _ input: String, _ path: String, _ weight: String, _ shape: [ONNXDimension], output: String
    ) -> String {
        assembly.add(
            ONNXNode(
                "RMSNormalization", name: path, inputs: [input, weight], outputs: [output],
                attributes: [
                    ONNXAttribute("axis", -1), ONNXAttribute("epsilon", .float(configuration.normEpsilon)),
                    ONNXAttribute("stash_type", 1),
                ]))
        assembly.value(output, type, shape)
        return output
    }

    /// The factors of a norm; Gemma's files hold them less 1.
    mutating func addNormWeight(
        _ name: String, of tensor: String, size: Int
    ) throws(ModelBuilderError) -> String {
        let source = [try sources.tensor(tensor, [size])]
        return assembly.weight(
            name, type, [size], configuration.family.isGemma ? .offset(source, by: 1) : .rows(source))
    }

    /// Multiplies by a matrix of `[rows, columns]` as it is stored: `[..., columns]` becomes `[..., rows]`.
    @discardableResult
    mutating func addMatrix(
        _ matrix: [TensorSource], _ path: String, _ name: String, _ input: String, rows: Int, columns: Int,
        output: String? = nil
    ) -> String {
        guard precision == .int4 else {
            let weight = assembly.weight(name, type, [columns, rows], .columns(matrix, 0..<columns))
            return assembly.add("MatMul", path, [input, weight], type, flow(rows), output: output)
        }
        assembly.weight(name, .uint8, [rows, columns], .int4(matrix))
        return assembly.add(
            "MatMulNBits", domain: GraphAssembly.microsoft, "\(path)_Q4",
            [input, "\(name)_Q4", "\(name)_scales"], type, flow(rows),
            [
                ONNXAttribute("K", columns), ONNXAttribute("N", rows), ONNXAttribute("accuracy_level", 4),
                ONNXAttribute("bits", 4), ONNXAttribute("block_size", Weight.blockSize),
            ], named: "\(path)/output_0", output: output)
    }

    /// A projection of a layer: a matrix, and biases where it has them.
    ///
    /// - Parameter parts: The matrices in the file with how many rows each has; their rows follow each other.
    mutating func addProjection(
        _ parts: [(name: String, rows: Int)], _ path: String, _ input: String, columns: Int, hasBias: Bool
    ) throws(ModelBuilderError) -> String {
        var matrix: [TensorSource] = []
        var biases: [TensorSource] = []
        var rows = 0
        for part in parts {
            matrix.append(try sources.tensor("\(part.name).weight", [part.rows, columns]))
            if hasBias { biases.append(try sources.tensor("\(part.name).bias", [part.rows])) }
            rows += part.rows
        }
        return addProjection(matrix, biases: biases, path, input, rows: rows, columns: columns)
    }

    mutating func addProjection(
        _ matrix: [TensorSource], biases: [TensorSource], _ path: String, _ input: String, rows: Int, columns: Int
    ) -> String {
        let name = path.split(separator: "/").joined(separator: ".")
        let product = addMatrix(
            matrix, "\(path)/MatMul", "\(name).MatMul.weight", input, rows: rows, columns: columns)
        guard !biases.isEmpty else { return product }
        let bias = assembly.weight("\(name).Add.bias", type, [rows], .rows(biases))
        return assembly.add("Add", "\(path)/Add", [product, bias], type, flow(rows))
    }

    /// The feed-forward part: the gate, bent and multiplied by its twin, projected back.
    mutating func addFeedForward(_ layer: Int, input: String) throws(ModelBuilderError) -> String {
        let path = "/model/layers.\(layer)/mlp"
        let (inner, width) = (configuration.intermediateSize, configuration.hiddenSize)
        let hasBias = configuration.hasFeedForwardBias
        let (gate, up): (String, String)
        if configuration.family.fusesProjections {
            let both = try sources.tensor("model.layers.\(layer).mlp.gate_up_proj.weight", [2 * inner, width])
            gate = addProjection(
                [both.rows(0..<inner)], biases: [], "\(path)/gate_proj", input, rows: inner, columns: width)
            up = addProjection(
                [both.rows(inner..<2 * inner)], biases: [], "\(path)/up_proj", input, rows: inner, columns: width)
        } else {
            func parts(_ name: String) -> [(String, Int)] { [("model.layers.\(layer).mlp.\(name)", inner)] }
            gate = try addProjection(
                parts("gate_proj"), "\(path)/gate_proj", input, columns: width, hasBias: hasBias)
            up = try addProjection(parts("up_proj"), "\(path)/up_proj", input, columns: width, hasBias: hasBias)
        }
        let product = assembly.add("Mul", "\(path)/Mul", [addActivation(gate, path), up], type, flow(inner))
        return try addProjection(
            [("model.layers.\(layer).mlp.down_proj", width)], "\(path)/down_proj", product, columns: inner,
            hasBias: hasBias)
    }

    private mutating func addActivation(_ gate: String, _ path: String) -> String {
        let shape = flow(configuration.intermediateSize)
        switch configuration.activation {
        case .silu:
            let share = assembly.add("Sigmoid", "\(path)/act_fn/Sigmoid", [gate], type, shape)
            return assembly.add("Mul", "\(path)/act_fn/Mul", [gate, share], type, shape)
        case .geluTanh:
            return assembly.add(
                "Gelu", "\(path)/act_fn/FastGelu", [gate], type, shape, [ONNXAttribute("approximate", "tanh")])
        case .gelu:
            return assembly.add(
                "Gelu", "\(path)/act_fn/Gelu", [gate], type, shape, [ONNXAttribute("approximate", "none")])
        }
    }
}
