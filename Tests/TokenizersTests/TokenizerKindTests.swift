import JSON
import TestSupport
import Testing
import Tokenizers

@Suite struct TokenizerKindTests {
    static let folder = "\(Fixtures.root)/models/tokenizers"
    static let kinds = ["llama2", "llama2-metaspace"].filter {
        !Fixtures.isRedirected || isPresent("\(folder)/\($0)/tokenizer.json")
    }

    @Test("Every golden case of a kind is met: ids, tokens, texts and streams", arguments: kinds)
    func goldens(kind: String) throws {
        let tokenizer = try Tokenizer(contentsOfFile: "\(Self.folder)/\(kind)/tokenizer.json")
        let cases = try #require(try readJSON("\(Self.folder)/golden.json")["tokenizers"]?[kind]?.arrayValue)
        var count = 0
        for sample in cases {
            // A pair of texts is one input of another interface.
            if sample["pair"] != nil { continue }
            if let text = sample["text"]?.stringValue {
                let ids = try #require(sample["ids"]?.ids)
                #expect(tokenizer.encode(text) == ids, "\(text)")
                #expect(tokenizer.encode(text, addSpecialTokens: false) == sample["ids_no_special"]?.ids, "\(text)")
                let tokens = try #require(sample["tokens"]?.strings)
                #expect(tokens.count == ids.count)
                for (id, token) in zip(ids, tokens) {
                    // There, an added token is shown with the white space that it took.
                    let isShown = tokenizer.token(of: id) == token || tokenizer.token(of: id) == trimmed(token)
                    #expect(isShown, "\(text): \(id) is \(token)")
                }
                try expectTexts(of: ids, in: sample, by: tokenizer)
            } else if let ids = sample["decode_ids"]?.ids {
                try expectTexts(of: ids, in: sample, by: tokenizer)
            } else {
                try expectStream(sample, by: tokenizer)
            }
            count += 1
        }
        #expect(count > 0)
    }

    private func trimmed(_ token: String) -> String {
        String(token.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    private func expectTexts(of ids: [Int], in sample: JSONValue, by tokenizer: Tokenizer) throws {
        let decoded = try #require(sample["decoded"]?.stringValue)
        expectDecoding(of: ids, as: decoded, by: tokenizer, skipSpecialTokens: false)
        let skipped = try #require(sample["decoded_skip_special"]?.stringValue)
        expectDecoding(of: ids, as: skipped, by: tokenizer, skipSpecialTokens: true)
    }

    /// Checks a stream against Hugging Face's: piece by piece the same text has come, except within a run of bytes.
    ///
    /// There Hugging Face hands out each character at once, and fails if the run turns out to be invalid.
    private func expectStream(_ sample: JSONValue, by tokenizer: Tokenizer) throws {
        let ids = try #require(sample["stream_ids"]?.ids)
        let skips = sample["skip_special_tokens"] == true
        let pieces = streamed(ids, by: tokenizer, skipSpecialTokens: skips)
        #expect(isSame(pieces.joined(), tokenizer.decode(ids, skipSpecialTokens: skips)))
        guard let steps = sample["steps"]?.arrayValue else { return }
        var ours = ""
        var theirs = ""
        for (index, step) in steps.enumerated() {
            ours += pieces[index]
            theirs += step.stringValue ?? ""
            let isByte = tokenizer.token(of: ids[index])?.hasPrefix("<0x") == true
            #expect(isByte ? theirs.utf8.starts(with: ours.utf8) : isSame(ours, theirs), "\(ids) step \(index)")
        }
    }

    @Test("A model folder's texts have the ids of a bare tokenizer.json")
    func longRope() throws {
        let folder = "\(Fixtures.root)/models/random/phi3-longrope"
        if Fixtures.isRedirected && !isPresent("\(folder)/golden.json") { return }
        let tokenizer = try Tokenizer(contentsOfFile: "\(folder)/tokenizer.json")
        let cases = try #require(try readJSON("\(folder)/golden.json")["cases"]?.arrayValue)
        for sample in cases {
            guard let text = sample["text"]?.stringValue else { continue }
            #expect(tokenizer.encode(text) == (sample["tokenizer_json_ids"] ?? sample["input_ids"])?.ids, "\(text)")
        }
    }
}
