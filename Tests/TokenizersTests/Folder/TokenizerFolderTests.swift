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
    private func load(_ files: [String: String]) throws -> TokenizerFolder {
        try withTemporaryDirectory { folder in
            for (name, text) in files { try writeFile(text, to: "\(folder)/\(name)") }
            return try TokenizerFolder(folder)
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

    @Test("A folder tells its special tokens, templates and lengths")
    func settings() throws {
        let config: JSONValue = [
            "tokenizer_class": "GPT2Tokenizer", "bos_token": "<s>",
            "eos_token": ["__type": "AddedToken", "content": "</s>"],
            "unk_token": nil, "image_token": "<img>", "model_max_length": 512, "padding_side": "left",
            "truncation_side": "left",
            "chat_template": [["name": "default", "template": "x"], ["name": "tool_use", "template": "y"]],
        ]
        let folder = try load(["tokenizer.json": text(bpe), "tokenizer_config.json": text(config)])
        #expect(folder.specialTokens.map(\.name) == ["bos_token", "eos_token", "image_token"])
        #expect(folder.specialTokens.map(\.content) == ["<s>", "</s>", "<img>"])
        #expect(folder.chatTemplate() == "x")
        #expect(folder.chatTemplate(named: "tool_use") == "y")
        #expect(folder.modelMaxLength == 512)
        #expect(folder.padsLeft && folder.truncatesLeft)
        #expect(try folder.tokenizer.encode("ab<img>") == [2, 6])
    }

    @Test("A file with the chat template counts more than the configuration")
    func templateFile() throws {
        let folder = try load([
            "tokenizer.json": text(bpe), "tokenizer_config.json": #"{"chat_template": "x"}"#,
            "chat_template.jinja": "from the file\n",
        ])
        #expect(folder.chatTemplate() == "from the file\n")
        #expect(folder.chatTemplate(named: "rag") == nil)
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
