import JSON
import TestSupport
import Testing
import Tokenizers

private let folder = "\(Fixtures.root)/models/tiny-phi3-capitals"

@Suite(.enabled(if: !Fixtures.isRedirected || isPresent("\(folder).golden.json")))
struct ExampleModelTests {
    let tokenizer: Tokenizer
    let golden: JSONValue

    init() throws {
        tokenizer = try Tokenizer(contentsOfFile: "\(folder)/tokenizer.json")
        golden = try readJSON("\(folder).golden.json")
    }

    @Test("Every prompt of the example model has its ids, and every answer its text")
    func prompts() throws {
        for group in ["cases", "variants"] {
            for sample in try #require(golden[group]?.arrayValue) {
                let name = sample["name"]?.stringValue ?? ""
                // A chat template writes the special tokens itself.
                let rendered = sample["rendered"]?.stringValue
                let text = try #require(rendered ?? sample["prompt"]?.stringValue)
                #expect(
                    try tokenizer.encode(text, addSpecialTokens: rendered == nil) == sample["input_ids"]?.ids, "\(name)"
                )
                let ids = try #require(sample["generated_ids"]?.ids)
                let answer = try #require(sample["text"]?.stringValue)
                expectDecoding(of: ids, as: answer, by: tokenizer, skipSpecialTokens: true)
                let whole = try #require(sample["text_with_special"]?.stringValue)
                expectDecoding(of: ids, as: whole, by: tokenizer, skipSpecialTokens: false)
            }
        }
    }

    @Test("Every text of the example model's tokenization goes there and back")
    func tokenization() throws {
        for sample in try #require(golden["tokenization"]?.arrayValue) {
            let text = try #require(sample["text"]?.stringValue)
            let ids = try #require(sample["ids"]?.ids)
            #expect(try tokenizer.encode(text) == ids, "\(text)")
            let decoded = try #require(sample["decoded"]?.stringValue)
            expectDecoding(of: ids, as: decoded, by: tokenizer, skipSpecialTokens: false)
            let skipped = try #require(sample["decoded_skip_special"]?.stringValue)
            expectDecoding(of: ids, as: skipped, by: tokenizer, skipSpecialTokens: true)
        }
    }

    @Test("Tokens are found by id and ids by token")
    func lookUp() {
        #expect(tokenizer.id(of: "<|end|>") == 2007)
        #expect(tokenizer.token(of: 2007) == "<|end|>")
        #expect(tokenizer.isSpecial(2007))
        #expect(!tokenizer.isSpecial(2))
        #expect(!tokenizer.isSpecial(386))
        #expect(tokenizer.token(of: 386) == "▁The")
        #expect(tokenizer.id(of: "▁The") == 386)
        #expect(tokenizer.id(of: "no such token") == nil)
        #expect(tokenizer.token(of: 2011) == nil)
        #expect(tokenizer.token(of: -1) == nil)
        #expect(tokenizer.vocabularySize == 2011)
    }
}
