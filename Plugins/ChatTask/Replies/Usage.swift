import FlavorKit

/// How many tokens a reply took, counted by the model that answered.
struct Usage {
    var promptTokens: Int64 = 0
    var completionTokens: Int64 = 0

    /// Adds one more answer to the same prompt.
    mutating func add(_ info: ValueMap) {
        promptTokens = info["prompt_tokens"]?.intValue ?? 0
        completionTokens += info["completion_tokens"]?.intValue ?? 0
    }

    var value: Value {
        [
            "prompt_tokens": .int(promptTokens), "completion_tokens": .int(completionTokens),
            "total_tokens": .int(promptTokens + completionTokens),
        ]
    }
}
