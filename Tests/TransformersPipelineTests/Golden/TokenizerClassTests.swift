import FlavorKit
import JSON
import TestSupport
import Testing
import Tokenizers

@testable import TransformersPipeline

/// What transformers makes of a text depends on the class that it loads a tokenizer as.
@Suite("The class of a model's tokenizer")
struct TokenizerClassTests {
    private static let tokenizers = "\(Fixtures.own)/models/tokenizers"

    /// Loads a model of random weights with the tokenizer of a setup; saved by MLflow it has no config.json beside it.
    private func withModel(
        _ setup: JSONValue, isSaved: Bool, tokenizerClass: String? = nil, _ body: (HuggingFaceModel) throws -> Void
    ) throws {
        let kind = try #require(setup["tokenizer"]?.stringValue)
        try withTemporaryDirectory { folder in
            try writeFile(readFile("\(Self.tokenizers)/\(kind)/tokenizer.json"), to: "\(folder)/tokenizer.json")
            let configuration = (setup["tokenizer_config"] ?? nil).text(.python(ascii: true))
            try writeFile(configuration, to: "\(folder)/tokenizer_config.json")
            if !isSaved { try writeFile((setup["config"] ?? nil).text(.compact), to: "\(folder)/config.json") }
            try body(
                HuggingFaceModel(
                    folder: "\(Fixtures.own)/models/random/llama", tokenizerFolder: folder,
                    tokenizerClass: tokenizerClass))
        }
    }

    private func expectIDs(_ setup: JSONValue, of model: HuggingFaceModel, asFile: Bool = false) throws {
        for golden in try #require(setup["cases"]?.arrayValue) {
            let text = try #require(golden["text"]?.stringValue)
            let expected = asFile ? golden["tokenizer_json_ids"] ?? golden["ids"] : golden["ids"]
            let ids = expected?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } }
            #expect(try model.tokenizer.encode(text) == ids, "\(text.debugDescription)")
        }
    }

    private static func setups() throws -> [JSONValue] {
        try #require(JSONValue(parsing: readFile("\(tokenizers)/autotokenizer.golden.json"))["setups"]?.arrayValue)
    }

    @Test("The ids of a folder are transformers'")
    func folders() throws {
        for setup in try Self.setups() { try withModel(setup, isSaved: false) { try expectIDs(setup, of: $0) } }
    }

    @Test("A saved model's tokenizer is of the class that the MLmodel names, as in MLflow")
    func savedClass() throws {
        let llama = try Self.setups().filter {
            $0["tokenizer"] == "llama2" && $0["config"]?["model_type"] == "llama"
        }
        #expect(!llama.isEmpty)
        for setup in llama {
            for name in ["LlamaTokenizer", "LlamaTokenizerFast", "AutoTokenizer"] {
                try withModel(setup, isSaved: true, tokenizerClass: name) {
                    try expectIDs(setup, of: $0)
                    #expect($0.tokenizerClass == "LlamaTokenizer")
                }
            }
            try withModel(setup, isSaved: true, tokenizerClass: "TokenizersBackend") {
                try expectIDs(setup, of: $0, asFile: true)
                #expect($0.tokenizerClass == "TokenizersBackend")
            }
        }
    }

    @Test("The entry of the MLmodel decides, and has to be a string")
    func entry() throws {
        func tokens(_ type: Value) throws -> Value? {
            let place: Value = ["source_folder": .string(ModelFolder.example), "tokenizer_type": type]
            let model = try TestHost.shared.get().load(ModelFolder.example, flavors: ["transformers": place])
            return try model.predict(
                "<|user|>What is the capital of Spain?<|end|><|assistant|>", ["max_new_tokens": 1]
            ).info["prompt_tokens"]
        }
        // transformers' counts.
        #expect(try tokens(.null) == 10)
        #expect(try tokens("TokenizersBackend") == 10)
        #expect(try tokens("LlamaTokenizerFast") == 12)
        let error = #expect(throws: FlavorError.self) { try tokens(3) }
        #expect(error?.message == "MLmodel: transformers.tokenizer_type: expected a string, found integer")
    }
}
