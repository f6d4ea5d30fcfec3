import FlavorKit

/// How an answer is to be generated: what chat and completions have in common.
struct GenerationRequest {
    /// Nil leaves it to the model.
    let maxTokens: Int?
    /// 0 takes the most likely token.
    let temperature: Double
    let topP: Double?
    let topK: Int?
    let seed: Int?
    let count: Int
    let stop: [String]
    /// How many alternatives to tell of each token; nil tells no probabilities.
    let logprobs: Int?
    let penalties: [(name: String, value: Double)]
    let includesUsage: Bool
    /// The JSON schema, as text, that the answer is to be kept to.
    let answerSchema: String?

    /// As many answers as OpenAI gives.
    private static let mostAnswers = 128
    private static let mostStops = 16
    private static let mostAlternatives = 20

    /// - Throws: `FlavorError` with `invalidArgument` that begins with the member's name.
    init(_ members: RequestMembers, task: LanguageTask) throws(FlavorError) {
        let most = try members.integer("max_tokens", 0...Int.max)
        // As in MLflow 0 says nothing.
        maxTokens =
            [try members.integer("max_completion_tokens", 0...Int.max), most].compactMap { $0 == 0 ? nil : $0 }.first
        temperature = try members.number("temperature", 0...2) ?? 0
        topP = try members.number("top_p", 0...1)
        topK = try members.integer("top_k", 0...Int.max)
        seed = try members.integer("seed")
        count = try members.integer("n", 1...Self.mostAnswers) ?? 1
        stop = try members.strings("stop", most: Self.mostStops)
        logprobs = try Self.logprobs(members, task)
        var penalties: [(name: String, value: Double)] = []
        for name in ["frequency_penalty", "presence_penalty"] {
            if let value = try members.number(name, -2...2), value != 0 { penalties.append((name, value)) }
        }
        self.penalties = penalties
        answerSchema = try Self.answerSchema(members)
        let options = members["stream_options"]
        if let usage = options?["include_usage"] {
            guard case .bool(let bool) = usage else {
                throw members.mismatch("stream_options.include_usage", "true or false", usage.kindName)
            }
            includesUsage = bool
        } else {
            includesUsage = false
        }
    }

    private static func answerSchema(_ members: RequestMembers) throws(FlavorError) -> String? {
        let name = "response_format"
        guard let format = members[name] else { return nil }
        switch format["type"] {
        case "text"?: return nil
        case "json_object"?: return #"{"type": "object"}"#
        case "json_schema"?:
            guard let schema = format["json_schema"]?["schema"], schema.mapValue != nil else {
                throw members.mismatch("\(name).json_schema.schema", "a JSON schema", "none")
            }
            return schema.json.text(.python)
        default:
            throw members.mismatch(
                "\(name).type", "text, json_object or json_schema", format["type"] == nil ? "nothing" : "another")
        }
    }

    /// A chat asks for them with true, and names the alternatives elsewhere; completions name them at once.
    private static func logprobs(_ members: RequestMembers, _ task: LanguageTask) throws(FlavorError) -> Int? {
        if task == .completions, case .int? = members["logprobs"] {
            return try members.integer("logprobs", 0...mostAlternatives)
        }
        let alternatives = try members.integer("top_logprobs", 0...mostAlternatives)
        guard try members.bool("logprobs") ?? false else {
            guard alternatives == nil || alternatives == 0 else {
                throw members.mismatch("top_logprobs", "logprobs: true beside it", "none")
            }
            return nil
        }
        return alternatives ?? 0
    }
}
