import JSON
import TestSupport
import Testing
import Tokenizers

/// What transformers' `AutoTokenizer` gives from a folder.
@Suite("Folders beside transformers")
struct AutoTokenizerGoldenTests {
    static let tokenizers = "\(Fixtures.root)/models/tokenizers"
    static let path = "\(tokenizers)/autotokenizer.golden.json"

    @Test("A folder loads as transformers loads it")
    func folders() throws {
        guard isPresent(Self.path) else {
            #expect(Fixtures.isRedirected)
            return
        }
        let setups = try #require(readJSON(Self.path)["setups"]?.arrayValue)
        for setup in setups {
            let kind = try #require(setup["tokenizer"]?.stringValue)
            try withTemporaryDirectory { folder in
                let file =
                    isPresent("\(Self.tokenizers)/\(kind)/tokenizer.json")
                    ? Self.tokenizers
                    : "\(Fixtures.own)/models/tokenizers"
                try writeFile(readFile("\(file)/\(kind)/tokenizer.json"), to: "\(folder)/tokenizer.json")
                try writeFile((setup["config"] ?? nil).text(.python(ascii: true)), to: "\(folder)/config.json")
                let configuration = (setup["tokenizer_config"] ?? nil).text(.python(ascii: true))
                try writeFile(configuration, to: "\(folder)/tokenizer_config.json")
                let tokenizer = try Tokenizer(modelFolder: folder)
                for golden in setup["cases"]?.arrayValue ?? [] {
                    let text = try #require(golden["text"]?.stringValue)
                    let comment: Comment = "\(kind) \(configuration.prefix(80)): \(text.debugDescription)"
                    let ids = try tokenizer.encode(text)
                    #expect(ids == golden["ids"]?.ids, comment)
                    #expect(isSame(tokenizer.decode(ids), golden["decoded"]?.stringValue ?? ""), comment)
                    let plain = tokenizer.decode(ids, skipSpecialTokens: true)
                    #expect(isSame(plain, golden["decoded_skip_special"]?.stringValue ?? ""), comment)
                }
            }
        }
    }
}
