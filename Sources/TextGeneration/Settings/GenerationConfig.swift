/// What a generation does, merged from all layers of settings and checked.
package struct GenerationConfig: Sendable, Equatable {
    /// How many tokens to generate at most; decides over ``maxLength``.
    var maxNewTokens: Int?
    /// How many tokens the prompt and the answer have at most.
    var maxLength: Int?
    /// How many tokens to generate at least; decides over ``minLength``.
    var minNewTokens: Int?
    /// How many tokens the prompt and the answer have at least.
    var minLength = 0
    /// How to draw tokens; nil takes the most likely one.
    var sampling: Sampling?
    var repetitionPenalty: Float = 1
    /// The length of token runs that may not repeat; 0 for none.
    var noRepeatNGramSize = 0
    /// The tokens that end the answer.
    var endTokens: [Int] = []
    /// What an empty prompt starts from.
    var beginToken: Int?
    var stopStrings: [String] = []
    /// Whether the text keeps the stop string, and the rest of the token that completed it.
    var includesStopString = true
    /// Whether the text begins with the prompt's.
    var returnsFullText = true
    var outputsLogits = false
    /// How many alternatives of each token to tell the probability of; nil for no probabilities.
    var logprobs: Int?
    /// Whether the prompt gets the tokens that the tokenizer puts around a text.
    var addsSpecialTokens = true
    /// What the answer is kept to.
    package var guidance: Guidance?

    package struct Sampling: Sendable, Equatable {
        package var temperature: Float = GenerationConfig.defaultTemperature
        /// How many tokens to draw from; 0 for all.
        package var topK = GenerationConfig.defaultTopK
        /// The probability mass to draw from; 1 for all.
        package var topP = 1.0
        /// The share of the best probability that a token needs; nil for none.
        var minP: Double?
        /// Nil draws differently each time.
        package var seed: UInt64?
    }

    /// How many tokens an answer has at most where nothing says otherwise, as in transformers' pipeline.
    static let defaultMaxNewTokens = 256
    /// The temperature of sampling where nothing says otherwise, as in transformers' pipeline.
    static let defaultTemperature: Float = 0.7
    /// The number of tokens to draw from where nothing says otherwise, as in transformers.
    static let defaultTopK = 50
    /// How many alternatives of each token may be told: the memory for them grows with the answer.
    static let mostLogprobs = 100
}
