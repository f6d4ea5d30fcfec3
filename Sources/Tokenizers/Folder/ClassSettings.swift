import JSON

/// What a class of transformers is made with: the members of tokenizer_config.json, and what other files add to them.
struct ClassSettings {
    var values: JSONObject
    /// The special tokens by name, with the class's own where nothing else is said; nil where there is none.
    var tokens: [String: AddedTokenSettings] = [:]

    subscript(_ key: String) -> JSONValue? { values[key] }

    /// A setting as Python takes it in a condition; the default where it is missing.
    func bool(_ key: String, default missing: Bool) -> Bool {
        values[key].map(Self.isTruthy) ?? missing
    }

    /// A setting that a class replaces by its own value where it is null too.
    func bool(_ key: String, nullOr missing: Bool) -> Bool {
        values[key]?.isNull == false ? bool(key, default: missing) : missing
    }

    /// The text of a special token; `None` is what Python writes where there is none.
    func text(_ name: String) -> String { tokens[name]?.content ?? "None" }

    /// Whether Python takes a value for true.
    static func isTruthy(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .bigInteger: true
        case .double(let value): value != 0
        case .string(let value): !value.isEmpty
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        }
    }
}

/// The vocabulary that a class is made with.
struct ClassVocabulary {
    /// An object of tokens with ids, or a list of tokens with scores.
    var tokens: JSONValue
    var merges: JSONValue?
    /// SentencePiece's rules for characters, in base64.
    var charsmap: JSONValue?
    /// The id of the unknown token that a SentencePiece model states.
    var unknownID: Int?

    /// The id of a token.
    func id(of token: String) -> Int? {
        switch tokens {
        case .object(let object): object[token]?.integerValue.map { Int($0) }
        case .array(let entries): entries.lastIndex { $0.arrayValue?.first == .string(token) }
        default: nil
        }
    }

    var count: Int { tokens.objectValue?.count ?? tokens.arrayValue?.count ?? 0 }

    /// The place of a token in a list.
    func firstIndex(of token: String, score: Double? = nil, from start: Int = 0) -> Int? {
        tokens.arrayValue?.dropFirst(start).firstIndex { entry in
            guard let entry = entry.arrayValue, entry.count == 2, entry[0] == .string(token) else { return false }
            return score == nil || entry[1].doubleValue == score
        }
    }
}
