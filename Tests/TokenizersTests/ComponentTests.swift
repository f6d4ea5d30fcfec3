import JSON
import TestSupport
import Testing
import Tokenizers

/// Single stages against the real library, byte by byte.
@Suite struct ComponentTests {
    /// A tokenizer with one stage and what the real library does with it.
    struct Component: Sendable, CustomTestStringConvertible {
        let name: String
        let file: JSONValue
        let cases: [JSONValue]
        /// The ids of texts that are encoded together, or nil.
        let batch: [JSONValue]?

        var testDescription: String { name }
    }

    static let golden = try? readJSON("\(Fixtures.own)/tokenizers/components.json")
    static let components: [Component] = (golden?["components"]?.arrayValue ?? []).map { component in
        var file = component["file"]?.objectValue ?? JSONObject()
        file["model"] = golden?["model"]
        return Component(
            name: component["name"]?.stringValue ?? "", file: .object(file),
            cases: component["cases"]?.arrayValue ?? [], batch: component["batch"]?.arrayValue)
    }

    @Test("Each stage does what it does in Hugging Face's library", arguments: components)
    func component(_ component: Component) throws {
        let tokenizer = try Tokenizer(parsing: component.file, file: "tokenizer.json")
        for sample in component.cases {
            let text = try #require(sample["text"]?.stringValue)
            let pair = sample["pair"]?.stringValue
            if sample["error"] != nil {
                #expect(throws: TokenizerError.self, "\(sample)") { try tokenizer.encoding(of: text, pair: pair) }
                continue
            }
            let encoding = try tokenizer.encoding(of: text, pair: pair)
            #expect(encoding.columns(tokenizer) == sample["encoding"], "\(sample)")
            let overflowing = sample["overflowing"]?.arrayValue ?? []
            #expect(encoding.overflowing.map { $0.columns(tokenizer) } == overflowing, "\(sample)")
            let plain = try tokenizer.encoding(of: text, pair: pair, addSpecialTokens: false)
            #expect(plain.ids == sample["plain"]?.ids ?? encoding.ids, "\(sample)")
            if pair == nil { #expect(try tokenizer.encode(text) == encoding.ids, "\(text)") }
        }
        if let batch = component.batch {
            let texts = try #require(Self.golden?["fixed"]?.strings)
            #expect(try tokenizer.encode(batch: texts) == batch.map { try #require($0.ids) })
            #expect(try tokenizer.encodings(of: texts.map { .init($0) }).map(\.ids) == batch.map { $0.ids })
        }
    }

    @Test("The components are there")
    func presence() { #expect(Self.components.count > 80) }
}

extension Encoding {
    /// The encoding as the goldens write it.
    fileprivate func columns(_ tokenizer: Tokenizer) -> JSONValue {
        func column(_ numbers: [Int?]) -> JSONValue { .array(numbers.map { $0.map { .integer(Int64($0)) } ?? .null }) }
        var columns = JSONObject([
            ("ids", column(ids)), ("offsets", column(offsets.flatMap { [$0.start, $0.end] })),
            ("word_ids", column(wordIDs)),
        ])
        if tokens != ids.map({ $0 < 256 ? tokenizer.token(of: $0) ?? "" : "" }) {
            columns["tokens"] = .array(tokens.map { .string($0) })
        }
        for (name, numbers, plain) in [
            ("type_ids", typeIDs, 0), ("special_tokens_mask", specialTokensMask, 0),
            ("attention_mask", attentionMask, 1), ("sequence_ids", sequenceIDs, 0),
        ] as [(String, [Int?], Int)] where numbers != Array(repeating: plain, count: count) {
            columns[name] = column(numbers)
        }
        return .object(columns)
    }
}
