/// The tokens of a sequence so far, the prompt's first.
struct TokenHistory {
    /// All tokens in order.
    private(set) var tokens: [Int]
    /// Each token once, in the order of first use.
    private(set) var distinct: [Int] = []
    private var seen: Set<Int> = []

    init(prompt: [Int]) {
        tokens = prompt
        for token in prompt where seen.insert(token).inserted { distinct.append(token) }
    }

    mutating func append(_ token: Int) {
        tokens.append(token)
        if seen.insert(token).inserted { distinct.append(token) }
    }
}
