import COnnxRuntime
import FlavorKit
import TextGeneration

/// A sequence in the generate() library: its generator, used for the logits alone unless guidance chooses the tokens.
final class GenerateSequence: GuidedSequence {
    private let model: GenerateModel
    private let generator: OpaquePointer
    /// The logits of the last step.
    private var logits: OpaquePointer?
    /// The token that guidance chose, which the library has taken into the sequence already.
    private var chosen: Int?
    private var ids: [Int32] = []

    private var functions: UnsafePointer<oga_api> { model.library.functions }

    init(_ model: GenerateModel, _ plan: SequencePlan) throws(FlavorError) {
        self.model = model
        let functions = model.library.functions
        let params = try model.make { functions.pointee.create_params(model.pointer, $0) }
        defer { functions.pointee.destroy_params(params) }
        func set(_ name: String, _ value: Double) throws(FlavorError) {
            try model.check(functions.pointee.params_set_number(params, name, value))
        }
        // The length is what the library makes room for; all else is done here, or only under guidance by the library.
        try set("max_length", Double(min(plan.capacity, model.contextLength)))
        try set("min_length", 0)
        try set("num_beams", 1)
        try set("num_return_sequences", 1)
        try set("repetition_penalty", 1)
        try set("no_repeat_ngram_size", 0)
        try set("temperature", 1)
        try set("top_k", Double(min(plan.sampling?.topK ?? 0, model.vocabularySize)))
        try set("top_p", plan.sampling?.topP ?? 1)
        // Without a number the library asks the processor for 624 random ones, which took 12 ms on a virtual machine.
        var system = SystemRandomNumberGenerator()
        let seed = plan.sampling.map { $0.seed ?? system.next() } ?? 0
        try set("random_seed", Double(UInt32(truncatingIfNeeded: seed) >> 1))
        let samples = plan.guidance != nil && plan.sampling != nil
        try model.check(functions.pointee.params_set_bool(params, "do_sample", samples))
        if let guidance = plan.guidance {
            try model.check(
                functions.pointee.params_set_guidance(params, guidance.kind.rawValue, guidance.text, false))
        }
        do {
            generator = try model.make { functions.pointee.create_generator(model.pointer, params, $0) }
        } catch {
            guard let guidance = plan.guidance else { throw error }
            // The reason quotes what the caller wrote.
            throw FlavorError(
                .invalidArgument,
                "parameter \"\(guidance.kind.rawValue)\": expected \(Self.expected(guidance.kind)), found one that the "
                    + "generate() library cannot read", detail: error.detail)
        }
    }

    private static func expected(_ kind: Guidance.Kind) -> String {
        switch kind {
        case .jsonSchema: "a JSON schema"
        case .regex: "a regular expression"
        case .larkGrammar: "a grammar in Lark's form"
        }
    }

    var endTokens: [Int] { model.endTokens }

    deinit {
        release()
        functions.pointee.destroy_generator(generator)
    }

    func append(_ tokens: [Int], isCancelled: () -> Bool) throws -> UnsafeMutableBufferPointer<Float> {
        if isCancelled() { throw CancellationError() }
        release()
        if chosen == nil || tokens != [chosen] {
            ids.removeAll(keepingCapacity: true)
            for token in tokens { ids.append(Int32(truncatingIfNeeded: token)) }
            try model.check(functions.pointee.append_tokens(generator, ids, ids.count))
        }
        chosen = nil
        let tensor = try model.make { functions.pointee.get_logits(generator, $0) }
        logits = tensor
        var data: UnsafeMutableRawPointer?
        try model.check(functions.pointee.tensor_data(tensor, &data))
        return UnsafeMutableBufferPointer(
            start: data?.assumingMemoryBound(to: Float.self), count: data == nil ? 0 : model.vocabularySize)
    }

    func chooseToken(from logits: UnsafeMutableBufferPointer<Float>) throws -> Int {
        // What the grammar forbids gets the lowest number of all: what is only unwanted stays above it.
        for token in logits.indices where logits[token] == -.infinity { logits[token] = -1e30 }
        if let tensor = self.logits { try model.check(functions.pointee.set_logits(generator, tensor)) }
        try model.check(functions.pointee.generate_next_token(generator))
        var tokens: UnsafePointer<Int32>?
        var count = 0
        try model.check(functions.pointee.get_next_tokens(generator, &tokens, &count))
        guard let tokens, count == 1 else {
            throw FlavorError(.internal, "the generate() library gave \(count) tokens, expected one")
        }
        chosen = Int(tokens[0])
        return Int(tokens[0])
    }

    private func release() {
        if let logits { functions.pointee.destroy_tensor(logits) }
        logits = nil
    }
}
