import FlavorKit

/// Keeps what a caller asked to know of the logits: all of them, or the probabilities of some.
struct LogitsRecorder {
    private let keepsLogits: Bool
    private let alternatives: Int?
    /// The logits of the current step, which processors are about to change.
    private var current: [Float] = []
    private(set) var logits: [Float] = []
    private(set) var logprobs: [TokenLogprobs] = []

    /// More logits than this are more likely a mistake than a wish.
    private static let mostBytes = 4 << 30

    init(_ config: GenerationConfig) {
        keepsLogits = config.outputsLogits
        alternatives = config.logprobs
    }

    /// Takes the logits of a step before any processor.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when all steps together take too much memory.
    mutating func keep(_ logits: UnsafeMutableBufferPointer<Float>) throws(FlavorError) {
        if alternatives != nil { current = Array(logits) }
        guard keepsLogits else { return }
        guard (self.logits.count + logits.count) * MemoryLayout<Float>.size <= LogitsRecorder.mostBytes else {
            throw FlavorError(
                .resourceExhausted,
                "output_logits: the logits take more than \(LogitsRecorder.mostBytes >> 30) GiB: lower max_new_tokens")
        }
        self.logits += logits
    }

    /// Takes the token that the step ended with.
    mutating func record(_ token: Int) {
        guard let alternatives else { return }
        let entry = current.withUnsafeMutableBufferPointer {
            TokenLogprobs(chosen: token, count: alternatives, of: $0)
        }
        logprobs.append(entry)
    }
}
