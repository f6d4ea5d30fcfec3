import CKernels
import FlavorKit
import ModelConfiguration
import Safetensors
import TextGeneration

/// A decoder-only transformer that runs on the weights where they are mapped.
///
/// It is immutable: any number of sequences may run at the same time, each with threads and memory of its own.
final class Decoder: CausalLanguageModel, @unchecked Sendable {
    let configuration: DecoderConfiguration
    let kernels: UnsafePointer<kernels_table>
    /// One element for each layer.
    let layers: UnsafePointer<LayerWeights>
    let embedding: Projection
    /// `[hiddenSize]`.
    let finalNorm: UnsafePointer<Float>
    /// From the last hidden vector to the logits.
    let output: Projection
    let pools = ThreadPools()

    /// Tensors of the files that the configuration has no place for.
    let unusedNames: [String]

    /// What the pointers point into.
    private let weights: SafetensorsCollection
    private let vectors: [FloatBuffer]

    var vocabularySize: Int { configuration.vocabularySize }
    var contextLength: Int { configuration.contextLength }

    /// Finds and checks the weights; reads nothing but the norms and biases.
    ///
    /// - Parameter kernels: The functions to calculate with.
    /// - Throws: `FlavorError` that names the file, the tensor, what was expected and what was found.
    init(
        configuration: DecoderConfiguration, weights: SafetensorsCollection,
        kernels: UnsafePointer<kernels_table> = kernels_best()
    ) throws(FlavorError) {
        let hidden = configuration.hiddenSize
        var loader = WeightLoader(weights, kernels: kernels)
        embedding = try loader.projection(
            "model.embed_tokens", rows: configuration.vocabularySize, columns: hidden)
        finalNorm = try loader.vector("model.norm.weight", count: hidden)
        output =
            configuration.tiesEmbeddings
            ? embedding : try loader.projection("lm_head", rows: configuration.vocabularySize, columns: hidden)
        var layers: [LayerWeights] = []
        for index in 0..<configuration.layerCount {
            layers.append(try Self.layer("model.layers.\(index)", configuration, &loader))
        }
        let storage = UnsafeMutablePointer<LayerWeights>.allocate(capacity: layers.count)
        storage.initialize(from: layers, count: layers.count)
        self.layers = UnsafePointer(storage)
        self.configuration = configuration
        self.kernels = kernels
        self.weights = weights
        vectors = loader.vectors
        unusedNames = loader.unusedNames
    }

    deinit {
        layers.deallocate()
    }

    func makeSequence(_ plan: SequencePlan) throws -> any TokenSequence {
        try makeSequence(threads: plan.threads ?? ProcessorCount.current)
    }

    func makeSequence(threads: Int) throws(FlavorError) -> DecoderSequence {
        try DecoderSequence(self, threads: threads)
    }

    private static func layer(
        _ name: String, _ configuration: DecoderConfiguration, _ loader: inout WeightLoader
    ) throws(FlavorError) -> LayerWeights {
        let names = TensorNames(configuration.family)
        let hidden = configuration.hiddenSize
        let (queries, keys) = (configuration.querySize, configuration.keyValueSize)
        let inner = configuration.intermediateSize
        let attention = try loader.projections(
            names.queryKeyValue, of: name, rows: [queries, keys, keys], columns: hidden,
            hasBias: configuration.hasQueryKeyValueBias)
        let feedForward = try loader.projections(
            names.gateUp, of: name, rows: [inner, inner], columns: hidden, hasBias: configuration.hasFeedForwardBias)
        let normsHeads = configuration.family.normsHeads
        return LayerWeights(
            attentionNorm: try loader.vector("\(name).input_layernorm.weight", count: hidden),
            query: attention[0], key: attention[1], value: attention[2],
            queryNorm: normsHeads
                ? try loader.vector("\(name).self_attn.q_norm.weight", count: configuration.headSize) : nil,
            keyNorm: normsHeads
                ? try loader.vector("\(name).self_attn.k_norm.weight", count: configuration.headSize) : nil,
            attentionOutput: try loader.projection(
                "\(name).self_attn.o_proj", rows: hidden, columns: queries, hasBias: configuration.hasOutputBias),
            feedForwardNorm: try loader.vector("\(name).post_attention_layernorm.weight", count: hidden),
            gate: feedForward[0], up: feedForward[1],
            down: try loader.projection(
                "\(name).mlp.down_proj", rows: hidden, columns: inner, hasBias: configuration.hasFeedForwardBias))
    }
}
