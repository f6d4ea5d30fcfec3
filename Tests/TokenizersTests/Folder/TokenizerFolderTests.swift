import JSON
import TestSupport
import Testing
import Tokenizers

@Suite("Tokenizer folders")
struct TokenizerFolderTests {
    private let bpe: JSONValue = [
        "version": "1.0", "added_tokens": [],
        "decoder": ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true],
        "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true],
        "model": [
            "type": "BPE", "vocab": ["a": 0, "b": 1, "ab": 2, "Ġ": 3, "<s>": 4, "</s>": 5], "merges": [["a", "b"]],
        ],
    ]

    /// Loads a folder with some files.
    private func load(
        _ files: [String: String], className: String? = nil, modelType: String? = nil
    ) throws -> TokenizerFolder {
        try withTemporaryDirectory { folder in
            for (name, text) in files { try writeFile(text, to: "\(folder)/\(name)") }
            return try TokenizerFolder(folder, className: className, modelType: modelType)
        }
    }

    /// What is wrong with a folder, without its path.
    private func refusal(of files: [String: String]) throws -> String? {
        try withTemporaryDirectory { folder in
            for (name, text) in files { try writeFile(text, to: "\(folder)/\(name)") }
            do {
                _ = try TokenizerFolder(folder)
                return nil
            } catch let error as TokenizerError {
                return error.description.split(separator: folder, maxSplits: 1).joined()
            }
        }
    }

    private func text(_ json: JSONValue) -> String { json.text(.python(ascii: true)) }

    @Test("A folder tells its special tokens and lengths")
    func settings() throws {
        let config: JSONValue = [
            "tokenizer_class": "GPT2Tokenizer", "bos_token": "<s>",
            "eos_token": ["__type": "AddedToken", "content": "</s>"],
            "unk_token": nil, "image_token": "<img>", "model_max_length": 512, "padding_side": "left",
            "truncation_side": "left",
        ]
        let folder = try load(["tokenizer.json": text(bpe), "tokenizer_config.json": text(config)])
        #expect([4, 5, 6].allSatisfy(folder.tokenizer.isSpecial))
        #expect(folder.modelMaxLength == 512)
        #expect(folder.padsLeft && folder.truncatesLeft)
        #expect(try folder.tokenizer.encode("ab<img>") == [2, 6])
    }

    /// A tokenizer whose own file cuts texts otherwise than the class of Llama does.
    private var llama: [String: String] {
        let json: JSONValue = [
            "version": "1.0", "added_tokens": [], "pre_tokenizer": ["type": "Whitespace"],
            "model": ["type": "BPE", "vocab": ["<unk>": 0, "a": 1, "▁": 2, "▁a": 3], "merges": [["▁", "a"]]],
        ]
        return ["tokenizer.json": text(json), "tokenizer_config.json": #"{"tokenizer_class": "LlamaTokenizer"}"#]
    }

    @Test(
        "A class that is named goes before what the folder says, and a name of none leaves it to the folder",
        arguments: [
            (nil, "LlamaTokenizer", [3]), ("AutoTokenizer", "LlamaTokenizer", [3]),
            ("Nonsense", "LlamaTokenizer", [3]), ("LlamaTokenizerFast", "LlamaTokenizer", [3]),
            ("TokenizersBackend", "TokenizersBackend", [1]), ("PreTrainedTokenizerFast", "TokenizersBackend", [1]),
        ])
    func className(given: String?, name: String, ids: [Int]) throws {
        let folder = try load(llama, className: given)
        #expect(folder.className == name)
        #expect(try folder.tokenizer.encode("a") == ids)
    }

    @Test("The model's type counts where there is no config.json, and only there")
    func modelType() throws {
        #expect(try load(llama, modelType: "phi3").className == "TokenizersBackend")
        let files = llama.merging(["config.json": #"{"model_type": "llama"}"#]) { $1 }
        #expect(try load(files, modelType: "phi3").className == "LlamaTokenizer")
    }

    @Test("A class that is named and not supported is a sentence")
    func unsupportedClass() throws {
        let error = #expect(throws: TokenizerError.self) { try load(llama, className: "MarianTokenizer") }
        #expect(
            error?.description.hasSuffix(#": needs the tokenizer class "MarianTokenizer", which is not supported"#)
                == true)
    }

    @Test("A folder with a vocabulary and merges needs no tokenizer.json")
    func vocabularyFiles() throws {
        let folder = try load([
            "vocab.json": #"{"a": 0, "b": 1, "ab": 2, "<|endoftext|>": 3}"#, "merges.txt": "#version: 0.2\na b\n",
            "config.json": #"{"model_type": "gpt2"}"#,
        ])
        #expect(try folder.tokenizer.encode("abba") == [2, 1, 0])
    }

    @Test("A folder with a list of word pieces needs no tokenizer.json")
    func wordPieces() throws {
        let folder = try load([
            "vocab.txt": "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhell\n##o\n", "config.json": #"{"model_type": "bert"}"#,
        ])
        #expect(try folder.tokenizer.encode("Hello") == [2, 5, 6, 3])
    }

    @Test("Each way in which a folder can be wrong has its sentence")
    func refusals() throws {
        let tokenizer = text(bpe)
        let cases: [([String: String], String)] = [
            ([:], ": must hold tokenizer.json or tokenizer.model, found neither"),
            (["config.json": #"{"model_type": "gpt2"}"#], ": must hold tokenizer.json or vocab.json, found neither"),
            (
                ["config.json": #"{"model_type": "gpt2"}"#, "vocab.json": "{}"],
                ": must hold merges.txt beside vocab.json, which is missing"
            ),
            (
                ["config.json": #"{"model_type": "gpt2"}"#, "vocab.json": #"{"a": 0}"#, "merges.txt": "a\n"],
                #"/merges.txt: line 1 must hold two tokens, found "a""#
            ),
            (["tokenizer.json": tokenizer, "tokenizer_config.json": ""], "/tokenizer_config.json: is empty"),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": "[]"],
                "/tokenizer_config.json: must be an object, found array"
            ),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": #"{"tokenizer_class": "MarianTokenizer"}"#],
                #": needs the tokenizer class "MarianTokenizer", which is not supported"#
            ),
            (
                [
                    "tokenizer.json": tokenizer,
                    "tokenizer_config.json": #"{"auto_map": {"AutoTokenizer": ["a.B", null]}}"#,
                ],
                "/tokenizer_config.json: auto_map.AutoTokenizer asks for code from the model folder, which is not run"
            ),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": #"{"bos_token": 5}"#],
                "/tokenizer_config.json: bos_token must be a string or an object, found 5"
            ),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": #"{"added_tokens_decoder": {"x": {}}}"#],
                "/tokenizer_config.json: added_tokens_decoder must have ids for keys, found \"x\""
            ),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": #"{"padding_side": "up"}"#],
                #"/tokenizer_config.json: padding_side must be left or right, found "up""#
            ),
            (
                ["tokenizer.json": tokenizer, "tokenizer_config.json": #"{"tokenizer_class": "T5Tokenizer"}"#],
                "/tokenizer.json: model.vocab must be an array for T5Tokenizer, found object"
            ),
            (
                [
                    "tokenizer.json": tokenizer,
                    "tokenizer_config.json": #"{"tokenizer_class": "RobertaTokenizer", "sep_token": null}"#,
                ],
                ": must have a sep_token that is in the vocabulary, found none"
            ),
            (["tokenizer.model": "\u{FF}"], "/tokenizer.model: is not a SentencePiece model"),
            (["tokenizer.model": ""], "/tokenizer.model: is a SentencePiece model without pieces"),
        ]
        for (files, message) in cases {
            let found = try refusal(of: files)
            #expect(found == message, "\(found ?? "nothing") for \(message)")
        }
    }
}
