import CKernels
import ModelConfiguration
import Synchronization

/// One run of a few tokens through all layers, as the threads of a pool work through it.
///
/// It holds plain numbers and pointers alone: nothing is allocated, counted or locked on the way. A layer is a row of
/// phases, each of which needs what all shares of the one before have made.
struct ForwardPass {
    let kernels: UnsafePointer<kernels_table>
    /// In how many shares each phase is dealt out.
    let shares: Int

    let layers: UnsafePointer<LayerWeights>
    let layerCount: Int
    let finalNorm: UnsafePointer<Float>
    let output: Projection
    let hiddenSize: Int
    let headCount: Int
    let keyValueHeadCount: Int
    let headSize: Int
    let intermediateSize: Int
    let pairCount: Int
    let normEpsilon: Float
    /// What the products of queries and keys are multiplied by.
    let scale: Float
    /// How many positions a position sees at most, itself included.
    let window: Int

    let scratch: Scratch.Pointers
    /// Set when the call was cancelled; what is left then does nothing.
    let cancelled: UnsafeMutablePointer<Atomic<Bool>>
    /// `[shares][scoreCount]`.
    var scores: UnsafeMutablePointer<Float>
    var scoreCount = 0

    /// The keys of the first head of the first layer, and where the others and the values are from there.
    var cache: UnsafeMutablePointer<Float>
    var headStride = 0
    var valueOffset = 0
    /// The position of the first token, and where it is in the cache.
    var position = 0
    var row = 0
    /// How many tokens run.
    var tokens = 0
    /// Whether the logits after the last token are wanted; otherwise only keys and values are.
    var wantsLogits = true

    init(
        _ decoder: Decoder, shares: Int, scratch: Scratch.Pointers, scores: UnsafeMutablePointer<Float>,
        cache: UnsafeMutablePointer<Float>, cancelled: UnsafeMutablePointer<Atomic<Bool>>
    ) {
        let configuration = decoder.configuration
        kernels = decoder.kernels
        self.shares = shares
        layers = decoder.layers
        layerCount = configuration.layerCount
        finalNorm = decoder.finalNorm
        output = decoder.output
        hiddenSize = configuration.hiddenSize
        headCount = configuration.headCount
        keyValueHeadCount = configuration.keyValueHeadCount
        headSize = configuration.headSize
        intermediateSize = configuration.intermediateSize
        pairCount = configuration.rope.pairCount
        normEpsilon = configuration.normEpsilon
        scale = configuration.attentionScale
        window = configuration.window ?? Int.max
        self.scratch = scratch
        self.scores = scores
        self.cache = cache
        self.cancelled = cancelled
    }
}

extension ForwardPass {
    /// The phases of a layer.
    ///
    /// The vector of a single token is normed by every share for itself, which costs less than a phase, so it has no
    /// phases to norm.
    private enum Phase: Int, CaseIterable {
        case attentionNorm
        case project
        case attend
        case addAttention
        case feedForwardNorm
        case feedForward
        case addFeedForward
    }

    private var phasesPerLayer: Int { tokens == 1 ? Phase.allCases.count - 2 : Phase.allCases.count }

    /// How many phases there are: those of every layer, and the logits or, where none are wanted, the last layer's only
    /// up to its keys and values.
    var phaseCount: Int {
        wantsLogits
            ? layerCount * phasesPerLayer + 1 : (layerCount - 1) * phasesPerLayer + Phase.project.rawValue + 1
    }

    /// Whether a phase is the first of a layer, or makes the logits.
    func beginsLayer(_ phase: Int) -> Bool { phase % phasesPerLayer == 0 }

    /// Does one share of a phase.
    func run(phase: Int, share: Int) {
        if cancelled.pointee.load(ordering: .relaxed) { return }
        let layer = phase / phasesPerLayer
        if layer == layerCount { return makeLogits(share) }
        let index = phase % phasesPerLayer
        // Without norms, the phases are numbers 1 to 3, 5 and 6.
        let number = tokens == 1 ? index + (index < Phase.feedForwardNorm.rawValue - 1 ? 1 : 2) : index
        // In the last layer, tokens before the last one leave nothing behind but keys and values.
        let first = layer < layerCount - 1 ? 0 : wantsLogits ? tokens - 1 : tokens
        let weights = layers + layer
        switch Phase(rawValue: number) {
        case .attentionNorm: normAll(weights.pointee.attentionNorm, from: 0, share)
        case .project: project(weights, layer, from: first, share)
        case .attend: attend(layer, from: first, share)
        case .addAttention: add(weights.pointee.attentionOutput, of: scratch.attended, from: first, share)
        case .feedForwardNorm: normAll(weights.pointee.feedForwardNorm, from: first, share)
        case .feedForward: feedForward(weights, from: first, share)
        case .addFeedForward: add(weights.pointee.down, of: scratch.gate, from: first, share)
        case nil: break
        }
    }

    private func makeLogits(_ share: Int) {
        let last = norm(finalNorm, of: tokens - 1, share)
        let range = part(share, of: output.rows, by: 16)
        output.apply(range, to: last, tokens: 1, into: scratch.logits + range.lowerBound, stride: 0)
    }
}
