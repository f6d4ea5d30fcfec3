import FlavorKit
import JSON

/// The prompts of one call.
struct PromptInput: Equatable {
    let prompts: [Prompt]
    /// Whether the caller gave a single prompt and expects a single text, not a list.
    let isSingle: Bool

    /// Reads what a caller gave: a text, a list or an array of texts, a map with `prompt` or `prompt_token_ids` alone,
    /// or a table of one column.
    ///
    /// A map with anything more is refused: it may be a parameter that is not spelled as it should be.
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

    /// Reads prompts and puts them into a template: each row of its columns, or what there is where it has one column.
    ///
    /// - Throws: `FlavorError` as without a template, and for columns that are missing or of different lengths.
    init(_ input: Value, template: PromptTemplate?) throws(FlavorError) {
        guard let template else {
            try self.init(input)
            return
        }
        let columns = template.columns
        if case .map(let map) = input, columns.allSatisfy({ map[$0] != nil }) {
            try self.init(map, columns: columns, template)
            return
        }
        if case .map(let map) = input, columns.count > 1, map["prompt_token_ids"] == nil {
            let missing = columns.filter { map[$0] == nil }
            throw FlavorError(
                .invalidArgument,
                "input: expected the columns \(columns.joined(separator: ", ")), found none named "
                    + missing.joined(separator: ", "))
        }
        let given = try PromptInput(input)
        guard columns.count == 1 || !given.prompts.contains(where: \.isText) else {
            throw FlavorError(
                .invalidArgument,
                "the input: expected the columns \(columns.joined(separator: ", ")), found \(input.kindName)")
        }
        self.init(prompts: given.prompts.map { $0.filled(into: template) }, isSingle: given.isSingle)
    }

    private init(_ map: ValueMap, columns: [String], _ template: PromptTemplate) throws(FlavorError) {
        if let stranger = map.entries.first(where: { !columns.contains($0.name) }) {
            throw FlavorError(
                .invalidArgument,
                "input: expected \(columns.joined(separator: ", ")), found "
                    + JSONValue.string(stranger.name).text(.python(ascii: false)))
        }
        var texts: [[String]] = []
        var isSingle = true
        for column in columns {
            let given = try PromptInput(texts: map[column] ?? .null, subject: "column \"\(column)\"")
            isSingle = isSingle && given.isSingle
            texts.append(given.prompts.compactMap(\.text))
            guard let first = texts.first, texts[texts.count - 1].count == first.count else {
                throw FlavorError(
                    .invalidArgument,
                    "column \"\(column)\": expected as many texts as in column \"\(columns[0])\", found "
                        + "\(texts[texts.count - 1].count)")
            }
        }
        let prompts = (texts.first ?? []).indices.map { row in
            Prompt.text(
                template.filled { name in columns.firstIndex(of: name).map { texts[$0][row] } ?? "" })
        }
        self.init(prompts: prompts, isSingle: isSingle || map.isSingleRow && prompts.count == 1)
    }

    private init(_ map: ValueMap) throws(FlavorError) {
        if let name = PromptInput.unknownName(in: map) {
            throw FlavorError(
                .invalidArgument,
                "input: expected prompt or prompt_token_ids, found \(JSONValue.string(name).text(.python(ascii: false)))"
            )
        }
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

    /// The first name of a map that no prompts are read from: any beside the two known ones, and where there are only
    /// others, any but that of a single column.
    private static func unknownName(in map: ValueMap) -> String? {
        let others = map.entries.filter { $0.name != "prompt" && $0.name != "prompt_token_ids" }
        guard others.count == map.count, let column = others.first else { return others.first?.name }
        switch column.value {
        case .list, .strings, .tensor: return others.dropFirst().first?.name
        default: return column.name
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
        // A row of a table whose one cell holds several prompts.
        case .list(let list) where list.count == 1: items = list[0].listValue ?? list
        case .list(let list): items = list
        // An array of texts has one dimension, or others of extent 1 as a table's cells do.
        case .strings(let strings) where strings.shape.dropFirst().allSatisfy({ $0 == 1 }):
            items = strings.items.map { $0.map(Value.string) ?? .null }
        case .strings(let strings):
            throw FlavorError(
                .invalidArgument,
                "\(subject): expected a string or a list of strings, found an array of shape \(strings.shape)")
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
        let subject = "prompt_token_ids"
        let isFlat: Bool
        switch tokens {
        case .tensor(let tensor): isFlat = tensor.shape.count == 1
        case .list(let items): isFlat = items.isEmpty || items.contains { $0.intValue != nil }
        default:
            throw FlavorError(
                .invalidArgument,
                "\(subject): expected a list of integers or a list of such lists, found \(tokens.kindName)")
        }
        if isFlat {
            self.init(prompts: [.tokens(try PromptInput.integers(tokens, subject))], isSingle: true)
            return
        }
        var prompts: [Prompt] = []
        for (index, row) in try PromptInput.rows(tokens, subject).enumerated() {
            prompts.append(.tokens(try PromptInput.integers(row, "\(subject)[\(index)]")))
        }
        self.init(prompts: prompts, isSingle: false)
    }

    private static func integers(_ value: Value, _ subject: String) throws(FlavorError) -> [Int] {
        if let integers = value.integerList { return integers }
        if case .list(let items) = value, let wrong = items.firstIndex(where: { $0.intValue == nil }) {
            throw FlavorError(
                .invalidArgument, "\(subject)[\(wrong)]: expected an integer, found \(items[wrong].kindName)")
        }
        throw FlavorError(.invalidArgument, "\(subject): expected a list of integers, found \(value.kindName)")
    }

    /// The rows of a list or of a tensor with two dimensions.
    private static func rows(_ value: Value, _ subject: String) throws(FlavorError) -> [Value] {
        if case .list(let rows) = value { return rows }
        guard case .tensor(let tensor) = value, tensor.shape.count == 2, let integers = tensor.integers else {
            throw FlavorError(
                .invalidArgument,
                "\(subject): expected integers with one dimension or two, found \(value.kindName) with another shape")
        }
        let width = tensor.shape[1]
        return (0..<tensor.shape[0]).map { row in
            .list(integers[row * width..<(row + 1) * width].map { .int(Int64($0)) })
        }
    }
}
