import FlavorKit

/// What a request asks for, in the words of text generation, as far as the model behind knows them.
struct GenerationParameters {
    private let inner: InnerModel
    private let members: RequestMembers
    /// For one answer, without its seed.
    private var values = ValueMap()
    private let seed: Int?

    /// - Parameters:
    ///   - addsSpecialTokens: Whether the tokenizer adds its begin token: a chat template has written it already.
    ///   - samples: Whether a temperature above 0 draws tokens.
    /// - Throws: `FlavorError` with `unimplemented` for what the model cannot do and would change the answer.
    init(
        _ request: GenerationRequest, members: RequestMembers, inner: InnerModel, addsSpecialTokens: Bool, samples: Bool
    ) throws(FlavorError) {
        self.inner = inner
        self.members = members
        let isDrawn = samples && request.temperature > 0
        seed = isDrawn ? request.seed : nil
        offer("return_full_text", false)
        if !addsSpecialTokens { offer("add_special_tokens", false) }
        if let most = request.maxTokens { try require("max_new_tokens", .int(Int64(most)), for: "max_tokens") }
        if !request.stop.isEmpty {
            try require("stop_strings", .list(request.stop.map(Value.string)), for: "stop")
            try require("include_stop_str_in_output", false, for: "stop")
        }
        if isDrawn {
            try require("do_sample", true, for: "temperature")
            try require("temperature", .double(request.temperature), for: "temperature")
            if let topP = request.topP { try require("top_p", .double(topP), for: "top_p") }
            if let topK = request.topK { try require("top_k", .int(Int64(topK)), for: "top_k") }
            if seed != nil { try refuse(unknown: "seed", for: "seed") }
        } else {
            offer("do_sample", false)
        }
        if let count = request.logprobs { try require("logprobs", .int(Int64(count)), for: "logprobs") }
        for (name, value) in request.penalties { try require(name, .double(value), for: name) }
        if let schema = request.answerSchema { try require("json_schema", .string(schema), for: "response_format") }
    }

    /// The parameters of one of several answers; with a seed each has its own.
    func values(choice: Int) -> ValueMap {
        guard let seed else { return values }
        var values = values
        values["seed"] = .int(Int64(seed &+ choice))
        return values
    }

    /// Sets what the model is told only where it would otherwise do something else.
    private mutating func offer(_ name: String, _ value: Value) {
        if inner.takes(name) { values[name] = value }
    }

    private mutating func require(_ name: String, _ value: Value, for member: String) throws(FlavorError) {
        try refuse(unknown: name, for: member)
        values[name] = value
    }

    private func refuse(unknown name: String, for member: String) throws(FlavorError) {
        guard !inner.takes(name) else { return }
        throw members.unsupported(
            member, "the model that answers has no parameter \(name) (its flavor is \(inner.flavor)): drop it")
    }
}
