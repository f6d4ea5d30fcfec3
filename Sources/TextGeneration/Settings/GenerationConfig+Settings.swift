import FlavorKit

extension GenerationConfig {
    /// Merges and checks the settings of a call.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: which setting, where it comes from, expected and found.
    init(_ settings: GenerationSettings) throws(FlavorError) {
        try settings.refuseUnsupported()
        maxNewTokens = try settings.integer("max_new_tokens", from: 1)
        maxLength = try settings.integer("max_length", from: 1)
        if maxNewTokens == nil && maxLength == nil { maxNewTokens = Self.defaultMaxNewTokens }
        minNewTokens = try settings.integer("min_new_tokens", from: 0)
        minLength = try settings.integer("min_length", from: 0) ?? 0
        let seed = try settings.integer("seed", from: .min)
        if try settings.bool("do_sample") ?? false {
            sampling = try Sampling(settings, seed: seed.map { UInt64(bitPattern: Int64($0)) })
        }
        let penalty = try settings.number("repetition_penalty", "a number greater than 0") {
            Float($0) > 0 && Float($0).isFinite
        }
        repetitionPenalty = Float(penalty ?? 1)
        noRepeatNGramSize = try settings.integer("no_repeat_ngram_size", from: 0) ?? 0
        endTokens = try settings.integers("eos_token_id") ?? []
        // Only an empty prompt needs it, and then it is checked like any token.
        beginToken = settings["bos_token_id"]?.integer
        stopStrings = try settings.strings("stop_strings") ?? []
        if stopStrings.contains(""), let setting = settings["stop_strings"] {
            throw setting.outOfRange("strings that are not empty", "an empty one")
        }
        includesStopString = try settings.bool("include_stop_str_in_output") ?? true
        returnsFullText = try settings.bool("return_full_text") ?? true
        outputsLogits = try settings.bool("output_logits") ?? false
        logprobs = try settings.integer("logprobs", from: 0, to: Self.mostLogprobs)
        addsSpecialTokens = try settings.bool("add_special_tokens") ?? true
        guidance = try settings.guidance()
        if let guidance, sampling?.minP != nil, let setting = settings["min_p"] {
            throw FlavorError(
                .unimplemented, "\(setting.subject) is not supported beside \(guidance.kind.rawValue): leave it out")
        }
    }

    /// How many tokens may follow a prompt.
    ///
    /// - Parameter contextLength: How many positions the model was made for; prompt and answer together stay within.
    /// - Throws: `FlavorError` with `invalidArgument` when the prompt leaves no room.
    func room(after promptCount: Int, contextLength: Int) throws(FlavorError) -> Int {
        guard promptCount < contextLength else {
            throw FlavorError(
                .invalidArgument,
                "the prompt has \(promptCount) tokens and the model's context is \(contextLength), which "
                    + "its answer has to fit in too: shorten the prompt")
        }
        let room = contextLength - promptCount
        if let maxNewTokens { return min(maxNewTokens, room) }
        guard let maxLength else { return room }
        guard promptCount < maxLength else {
            throw FlavorError(
                .invalidArgument,
                "the prompt has \(promptCount) tokens and max_length, which counts them, is "
                    + "\(maxLength): raise it or set max_new_tokens")
        }
        return min(maxLength - promptCount, room)
    }
}

extension GenerationSettings {
    /// Refuses settings that no generation could be made with.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: which setting, where it comes from, expected and found.
    package func check() throws(FlavorError) { _ = try GenerationConfig(self) }
}

extension GenerationConfig.Sampling {
    fileprivate init(_ settings: GenerationSettings, seed: UInt64?) throws(FlavorError) {
        self.seed = seed
        let expected = "a number greater than 0 (do_sample=false takes the most likely token)"
        if let given = try settings.number("temperature", expected, where: { Float($0) > 0 && Float($0).isFinite }) {
            temperature = Float(given)
        }
        topK = try settings.integer("top_k", from: 0) ?? GenerationConfig.defaultTopK
        topP = try settings.number("top_p", "a number from 0 to 1") { (0...1).contains($0) } ?? 1
        minP = try settings.number("min_p", "a number from 0 to 1") { (0...1).contains($0) }
    }
}
