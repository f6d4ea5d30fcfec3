import FlavorKit

/// The prompts of one call.
struct PromptInput: Equatable {
    let prompts: [Prompt]
    /// Whether the caller gave a single prompt and expects a single text, not a list.
    let isSingle: Bool

    /// Reads what a caller gave: a text, a list or an array of texts, a map with `prompt` or `prompt_token_ids`, or a
    /// table, of which the first column holds the prompts.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: expected and found, never the prompts themselves.
    init(_ input: Value) throws(FlavorError) {
        guard case .map(let map) = input else {
            try self.init(texts: input, subject: "the input")
            return
        }
        let given = try PromptInput(map)
        self.init(prompts: given.prompts, isSingle: given.isSingle || map.isSingleRow && given.prompts.count == 1)
    }

    private init(_ map: ValueMap) throws(FlavorError) {
        switch (map["prompt"], map["prompt_token_ids"]) {
        case (.some, .some):
            throw FlavorError(.invalidArgument, "the input has prompt and prompt_token_ids: give one of the two")
        case (nil, let tokens?):
            try self.init(tokens: tokens)
        case (let texts?, nil):
            try self.init(texts: texts, subject: "prompt")
        case (nil, nil):
            guard let column = map.entries.first else {
                throw FlavorError(.invalidArgument, "the input is empty: expected prompt or prompt_token_ids")
            }
            try self.init(texts: column.value, subject: "column \"\(column.name)\"")
        }
    }

    private init(prompts: [Prompt], isSingle: Bool) {
        self.prompts = prompts
        self.isSingle = isSingle
    }

    private init(texts: Value, subject: String) throws(FlavorError) {
        if case .string(let text) = texts {
            self.init(prompts: [.text(text)], isSingle: true)
            return
        }
        let items: [Value]
        switch texts {
        case .list(let list): items = list
        // An array of texts has one dimension, or others of extent 1 as a table's cells do.
        case .strings(let strings) where strings.shape.dropFirst().allSatisfy({ $0 == 1 }):
            items = strings.items.map { $0.map(Value.string) ?? .null }
        case .strings(let strings):
            throw FlavorError(
                .invalidArgument, "\(subject): expected a string or a list of strings, found an array of shape \(strings.shape)")
        default:
            throw FlavorError(
                .invalidArgument, "\(subject): expected a string or a list of strings, found \(texts.kindName)")
        }
        var prompts: [Prompt] = []
        for (index, item) in items.enumerated() {
            guard case .string(let text) = item else {
                throw FlavorError(.invalidArgument, "\(subject)[\(index)]: expected a string, found \(item.kindName)")
            }
            prompts.append(.text(text))
        }
        self.init(prompts: prompts, isSingle: false)
    }

    private init(tokens: Value) throws(FlavorError) {
        if let ids = tokens.integerList {
            self.init(prompts: [.tokens(ids)], isSingle: true)
            return
        }
        let rows: [Value]
        switch tokens {
        case .list(let list): rows = list
        case .tensor(let tensor) where tensor.shape.count == 2 && tensor.shape[1] > 0:
            guard let ids = tensor.integers else { throw PromptInput.notTokens(tokens) }
            rows = stride(from: 0, to: ids.count, by: tensor.shape[1]).map {
                .list(ids[$0..<$0 + tensor.shape[1]].map { .int(Int64($0)) })
            }
        default: throw PromptInput.notTokens(tokens)
        }
        var prompts: [Prompt] = []
        for (index, row) in rows.enumerated() {
            guard let ids = row.integerList else {
                let expected = rows.contains { $0.intValue != nil } ? "an integer" : "a list of integers"
                throw FlavorError(
                    .invalidArgument, "prompt_token_ids[\(index)]: expected \(expected), found \(row.kindName)")
            }
            prompts.append(.tokens(ids))
        }
        self.init(prompts: prompts, isSingle: false)
    }

    private static func notTokens(_ found: Value) -> FlavorError {
        FlavorError(
            .invalidArgument,
            "prompt_token_ids: expected a list of integers or a list of such lists, found \(found.kindName)")
    }
}
