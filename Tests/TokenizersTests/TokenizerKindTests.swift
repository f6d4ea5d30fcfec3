import JSON
import TestSupport
import Testing
import Tokenizers

/// Every golden case of every kind of tokenizer in the fixture folder.
@Suite struct TokenizerKindTests {
    static let folder = "\(Fixtures.root)/models/tokenizers"
    static let kinds: [String] = {
        let kinds = (try? readJSON("\(folder)/golden.json"))?["tokenizers"]?.objectValue?.keys
        return kinds.map { Array($0) } ?? []
    }()

    @Test("Every golden case of a kind is met: ids, tokens, offsets, texts and streams", arguments: kinds)
    func goldens(kind: String) throws {
        let tokenizer = try Tokenizer(contentsOfFile: "\(Self.folder)/\(kind)/tokenizer.json")
        let cases = try #require(try readJSON("\(Self.folder)/golden.json")["tokenizers"]?[kind]?.arrayValue)
        for sample in cases {
            if sample["text"] != nil {
                try expectEncoding(sample, by: tokenizer)
            } else if let ids = sample["decode_ids"]?.ids {
                try expectTexts(of: ids, in: sample, by: tokenizer)
            } else {
                try expectStream(sample, by: tokenizer)
            }
        }
        #expect(!cases.isEmpty)
    }

    @Test("All kinds are there")
    func presence() { #expect(Fixtures.isRedirected || Self.kinds.count == 12) }

    private func expectEncoding(_ sample: JSONValue, by tokenizer: Tokenizer) throws {
        let text = try #require(sample["text"]?.stringValue)
        let pair = sample["pair"]?.stringValue
        let ids = try #require(sample["ids"]?.ids)
        let encoding = try tokenizer.encoding(of: text, pair: pair)
        #expect(encoding.ids == ids, "\(sample)")
        let tokens = try #require(sample["tokens"]?.strings)
        #expect(encoding.tokens.elementsEqual(tokens, by: isSame), "\(text): \(encoding.tokens) for \(tokens)")
        let offsets = try #require(sample["offsets"]?.arrayValue).map { try #require($0.ids) }
        #expect(encoding.offsets.map { [$0.start, $0.end] } == offsets, "\(text) \(tokens)")
        #expect(encoding.typeIDs == sample["type_ids"]?.ids, "\(text)")
        if pair == nil {
            #expect(try tokenizer.encode(text) == ids, "\(text)")
            let plain = try #require(sample["ids_no_special"]?.ids)
            #expect(try tokenizer.encode(text, addSpecialTokens: false) == plain, "\(text)")
        }
        try expectTexts(of: ids, in: sample, by: tokenizer)
    }

    private func expectTexts(of ids: [Int], in sample: JSONValue, by tokenizer: Tokenizer) throws {
        let decoded = try #require(sample["decoded"]?.stringValue)
        expectDecoding(of: ids, as: decoded, by: tokenizer, skipSpecialTokens: false)
        let skipped = try #require(sample["decoded_skip_special"]?.stringValue)
        expectDecoding(of: ids, as: skipped, by: tokenizer, skipSpecialTokens: true)
    }

    /// Checks a stream against Hugging Face's, step by step.
    private func expectStream(_ sample: JSONValue, by tokenizer: Tokenizer) throws {
        let ids = try #require(sample["stream_ids"]?.ids)
        let skips = sample["skip_special_tokens"] == true
        let pieces = streamed(ids, by: tokenizer, skipSpecialTokens: skips)
        #expect(isSame(pieces.joined(), tokenizer.decode(ids, skipSpecialTokens: skips)), "\(ids)")
        // Where Hugging Face's stream fails, there is nothing to compare with.
        guard let steps = sample["steps"]?.arrayValue else { return }
        #expect(pieces.dropLast().elementsEqual(steps.map { $0.stringValue ?? "" }, by: isSame), "\(pieces) \(steps)")
    }

    @Test("A model folder's texts have the ids of a bare tokenizer.json")
    func longRope() throws {
        let folder = "\(Fixtures.root)/models/random/phi3-longrope"
        if Fixtures.isRedirected && !isPresent("\(folder)/golden.json") { return }
        let tokenizer = try Tokenizer(contentsOfFile: "\(folder)/tokenizer.json")
        let cases = try #require(try readJSON("\(folder)/golden.json")["cases"]?.arrayValue)
        for sample in cases {
            guard let text = sample["text"]?.stringValue else { continue }
            let ids = try tokenizer.encode(text)
            #expect(ids == (sample["tokenizer_json_ids"] ?? sample["input_ids"])?.ids, "\(text)")
        }
    }
}
