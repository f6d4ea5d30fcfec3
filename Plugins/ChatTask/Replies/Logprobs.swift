import FlavorKit

/// Log probabilities of tokens, from text generation's form into OpenAI's.
struct Logprobs {
    /// What text generation tells of each token: `token`, `bytes`, `logprob` and `top`, the alternatives.
    private let entries: [Value]

    init(_ entries: some Sequence<Value>) { self.entries = Array(entries) }

    /// As a choice of a task has them.
    ///
    /// - Parameter offset: How many characters of the answer come before the first token, for completions.
    func value(_ task: LanguageTask, offset: Int = 0) -> Value {
        task == .chat ? ["content": .list(entries.map(Self.chat))] : completions(offset)
    }

    private static func chat(_ entry: Value) -> Value {
        var token = plain(entry)
        token["top_logprobs"] = .list((entry["top"]?.listValue ?? []).map { .map(plain($0)) })
        return .map(token)
    }

    private static func plain(_ entry: Value) -> ValueMap {
        ValueMap([
            ("token", entry["token"] ?? ""), ("logprob", entry["logprob"] ?? .null), ("bytes", bytes(entry["bytes"])),
        ])
    }

    private static func bytes(_ value: Value?) -> Value {
        switch value {
        case .tensor(let tensor)?: .list((tensor.json.arrayValue ?? []).map { .int($0.integerValue ?? 0) })
        case .bytes(let bytes)?: .list(bytes.map { .int(Int64($0)) })
        case .list?: value ?? .null
        default: .null
        }
    }

    private func completions(_ offset: Int) -> Value {
        var offsets: [Value] = []
        var place = offset
        for entry in entries {
            offsets.append(.int(Int64(place)))
            place += entry["token"]?.stringValue?.unicodeScalars.count ?? 0
        }
        return [
            "tokens": .list(entries.map { $0["token"] ?? "" }),
            "token_logprobs": .list(entries.map { $0["logprob"] ?? .null }),
            "top_logprobs": .list(
                entries.map { entry in
                    .map(
                        ValueMap(
                            (entry["top"]?.listValue ?? []).compactMap { top in
                                top["token"]?.stringValue.map { ($0, top["logprob"] ?? .null) }
                            }))
                }),
            "text_offset": .list(offsets),
        ]
    }
}
