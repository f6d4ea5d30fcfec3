import FlavorKit

/// What is told of answers besides their text.
struct GenerationInfo {
    let pieces: TokenPieces
    let host: HostServices
    let vocabularySize: Int

    /// The entries for one answer.
    func map(_ generation: Generation, _ config: GenerationConfig) throws -> ValueMap {
        var map = ValueMap([
            ("token_ids", tokens(generation.tokens)),
            ("finish_reason", .string(generation.finishReason.rawValue)),
            ("prompt_tokens", .int(Int64(generation.promptTokens.count))),
            ("completion_tokens", .int(Int64(generation.tokens.count))),
        ])
        if config.logprobs != nil { map["logprobs"] = .list(generation.logprobs.map(logprobs)) }
        if config.outputsLogits {
            map["logits"] = .tensor(try logits(generation))
            // Whoever compares two models gives the other one the same tokens.
            map["prompt_token_ids"] = tokens(generation.promptTokens)
        }
        return map
    }

    /// The entries for several answers: a list for each entry.
    func map(_ generations: [Generation], _ config: GenerationConfig) throws -> ValueMap {
        let maps = try generations.map { try map($0, config) }
        guard let first = maps.first else { return ValueMap() }
        return ValueMap(
            first.entries.map { entry in (entry.name, .list(maps.map { $0[entry.name] ?? .null })) })
    }

    /// The entries for a piece of a streamed answer: its tokens' probabilities, where asked for.
    func map(piece tokens: ArraySlice<Int>, _ logprobs: ArraySlice<TokenLogprobs>, _ config: GenerationConfig)
        -> ValueMap
    {
        guard config.logprobs != nil else { return ValueMap() }
        return ValueMap([("token_ids", self.tokens(tokens)), ("logprobs", .list(logprobs.map(self.logprobs)))])
    }

    private func tokens(_ ids: some Sequence<Int>) -> Value { .tensor(Tensor(ids.map(Int64.init))) }

    private func logprobs(_ entry: TokenLogprobs) -> Value {
        var map = self.entry(entry.chosen)
        map["top"] = .list(entry.alternatives.map { .map(self.entry($0)) })
        return .map(map)
    }

    private func entry(_ entry: TokenLogprobs.Entry) -> ValueMap {
        let bytes = pieces.bytes(of: entry.token)
        return ValueMap([
            ("token_id", .int(Int64(entry.token))), ("token", .string(String(decoding: bytes, as: UTF8.self))),
            ("bytes", .tensor(Tensor(bytes))), ("logprob", .double(entry.logprob)),
        ])
    }

    private func logits(_ generation: Generation) throws -> Tensor {
        let storage = try generation.logits.withUnsafeBytes { source in
            try host.makeStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        return try Tensor(dtype: .float32, shape: [generation.tokens.count, vocabularySize], storage: storage)
    }
}
