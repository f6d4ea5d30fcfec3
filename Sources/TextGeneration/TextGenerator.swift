import FlavorKit
import Tokenizers

/// Generates text with a model, one prompt at a time.
struct TextGenerator: Sendable {
    let model: any CausalLanguageModel
    let tokenizer: Tokenizer
    let pieces: TokenPieces

    /// A prompt as the model gets it.
    struct EncodedPrompt {
        /// What the full text begins with.
        let text: String
        /// At least one token.
        let tokens: [Int]
        /// How many tokens may follow.
        let room: Int
    }

    /// Makes tokens of a prompt.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` when the prompt is empty and the model names no token to begin
    ///   with, when a token is not the model's, and when there is no room for an answer.
    func encode(_ prompt: Prompt, _ config: GenerationConfig) throws(FlavorError) -> EncodedPrompt {
        let text: String
        var tokens: [Int]
        switch prompt {
        case .text(let given):
            text = given
            do {
                tokens = try tokenizer.encode(given, addSpecialTokens: config.addsSpecialTokens)
            } catch {
                throw FlavorError(.invalidArgument, error.description)
            }
        case .tokens(let given):
            tokens = given
            text = config.returnsFullText ? tokenizer.decode(given) : ""
        }
        if tokens.isEmpty {
            guard let beginToken = config.beginToken else {
                throw FlavorError(
                    .invalidArgument,
                    "the prompt has no tokens and the model no bos_token_id to begin with: write a prompt")
            }
            tokens = [beginToken]
        }
        if let stranger = tokens.firstIndex(where: { !(0..<model.vocabularySize).contains($0) }) {
            throw FlavorError(
                .invalidArgument,
                "token \(stranger) of the prompt has the id \(tokens[stranger]): expected 0 to "
                    + "\(model.vocabularySize - 1)")
        }
        let room = try config.room(after: tokens.count, contextLength: model.contextLength)
        return EncodedPrompt(text: text, tokens: tokens, room: room)
    }

    /// Generates an answer.
    ///
    /// - Parameter take: Takes a piece of the text with the tokens since the last one and returns whether to go on; the
    ///   pieces together are the text.
    /// - Returns: The answer, or nil when `take` wanted no more.
    /// - Throws: `CancellationError`, and what the model throws.
    func generate(
        _ prompt: EncodedPrompt, _ config: GenerationConfig, call: Call,
        take: (_ text: String, _ tokens: ArraySlice<Int>, _ logprobs: ArraySlice<TokenLogprobs>) -> Bool
    ) throws -> Generation? {
        let processors = config.makeProcessors(promptCount: prompt.tokens.count)
        var history = TokenHistory(prompt: prompt.tokens)
        var choice = TokenChoice(config.sampling)
        var recorder = LogitsRecorder(config)
        let search =
            config.stopStrings.isEmpty
            ? nil : StopStringSearch(config.stopStrings, prompt: prompt.tokens, pieces: pieces)
        var assembler = TextAssembler(tokenizer, search: search, keepsStopString: config.includesStopString)
        var generation = Generation(promptTokens: prompt.tokens)
        var takenCount = 0

        func hand(_ text: String) -> Bool {
            if text.isEmpty { return true }
            generation.text += text
            defer { takenCount = generation.tokens.count }
            return take(text, generation.tokens[takenCount...], recorder.logprobs.dropFirst(takenCount))
        }
        if config.returnsFullText, !hand(prompt.text) { return nil }

        let sequence = try model.makeSequence(
            SequencePlan(
                threads: call.threadBudget, capacity: prompt.tokens.count + prompt.room,
                guidance: config.guidance, sampling: config.sampling))
        let guided = config.guidance == nil ? nil : sequence as? any GuidedSequence
        let endTokens = Set(config.endTokens + (guided?.endTokens ?? []))
        var next = prompt.tokens
        while generation.finishReason != .stop && generation.tokens.count < prompt.room {
            try call.checkCancellation()
            let logits = try sequence.append(next, isCancelled: { call.isCancelled })
            try recorder.keep(logits)
            for processor in processors { processor.apply(to: logits, after: history) }
            let token = try guided?.chooseToken(from: logits) ?? choice.choose(logits)
            recorder.record(token)
            generation.tokens.append(token)
            history.append(token)
            next = [token]
            let (text, isStopped) = assembler.append(token)
            if isStopped || endTokens.contains(token) { generation.finishReason = .stop }
            if !hand(text) { return nil }
        }
        if !hand(assembler.finish()) { return nil }
        generation.logprobs = recorder.logprobs
        generation.logits = recorder.logits
        return generation
    }
}
