import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor tokenize")
struct TokenizeTests {
    static let model = "\(Fixtures.own)/models/tiny-phi3-capitals"
    static let bert = "\(Fixtures.own)/models/tokenizers/bert-uncased/tokenizer.json"

    private func tokenize(_ input: String, _ words: String...) throws -> ProcessResult {
        try runProcess(
            [Flavor.executable, "tokenize"] + words, environment: Flavor.environment, input: Array(input.utf8))
    }

    /// The golden cases of a kind of tokenizer.
    private func cases(_ kind: String) throws -> [JSONValue] {
        let golden = try JSONValue(parsing: try readFile("\(Fixtures.own)/models/tokenizers/golden.json"))
        return try #require(golden["tokenizers"]?[kind]?.arrayValue)
    }

    @Test("Text becomes ids on one line, and ids with --decode text")
    func plain() throws {
        let text = "Hello,\nworld!"
        let result = try tokenize(text, Self.bert)
        #expect(result.isSuccess && result.errors == "" && result.output.hasSuffix("\n"))
        let ids = result.output.split(separator: " ").map { String($0) }
        #expect(ids.count > 4 && ids.first == "2")
        expectDone(try tokenize(result.output, Self.bert, "--decode"), "hello, world!\n")
    }

    @Test("--json answers a line of every kind as the goldens say", arguments: ["bert-uncased", "llama3"])
    func lines(kind: String) throws {
        let cases = try cases(kind)
        let requests = cases.compactMap { sample -> (line: JSONValue, answer: JSONValue)? in
            if let text = sample["text"] {
                let answer: JSONValue = [
                    "ids": sample["ids"] ?? .null, "tokens": sample["tokens"] ?? .null,
                    "offsets": sample["offsets"] ?? .null,
                ]
                return (sample["pair"].map { ["text": text, "pair": $0] } ?? text, answer)
            }
            return sample["decode_ids"].map { ids in
                (["ids": ids, "skip_special_tokens": false], ["text": sample["decoded"] ?? .null])
            }
        }
        let input = requests.map { $0.line.text(.python) + "\n" }.joined()
        let path = "\(Fixtures.own)/models/tokenizers/\(kind)/tokenizer.json"
        let result = try tokenize(input, path, "--json")
        #expect(result.isSuccess && result.errors == "")
        let lines = result.output.utf8.split(separator: UInt8(ascii: "\n"))
        let answers = try lines.map { try JSONValue(parsing: Array($0)) }
        #expect(answers.count == requests.count)
        for (answer, request) in zip(answers, requests) { #expect(answer == request.answer, "\(request.line)") }
    }

    @Test("Switches of a line say whether special tokens are added or shown")
    func switches() throws {
        let input = #"""
            {"text": "a", "add_special_tokens": false}
            {"ids": [2, 3]}
            [2, 3]

            {"ids": [2], "skip_special_tokens": false}
            """#
        let result = try tokenize(input, Self.bert, "--json")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4 && lines[0].contains(#""tokens": ["a"], "offsets": [[0, 1]]"#))
        #expect(lines[1] == #"{"text": ""}"# && lines[2] == lines[1] && lines[3] == #"{"text": "[CLS]"}"#)
    }

    @Test("The tokenizer of a saved model is of the class that its MLmodel names, as MLflow loads it")
    func savedClass() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let text = "  Madrid is the capital of "
            expectDone(try tokenize(text, "\(folder)/model"), "360 360 1593 366 374 370 372 360\n")
            let saved = String(decoding: try readFile("\(folder)/model/MLmodel"), as: UTF8.self)
            func name(_ type: String) throws {
                let line = saved.split(separator: "\n").first { $0.contains("tokenizer_type:") }
                let changed = saved.split(separator: "\n", omittingEmptySubsequences: false).map {
                    $0 == line ? "    tokenizer_type: \(type)" : String($0)
                }
                try writeFile(changed.joined(separator: "\n"), to: "\(folder)/model/MLmodel")
            }
            // The ids of transformers' LlamaTokenizer, with the same vocabulary.
            try name("LlamaTokenizer")
            expectDone(try tokenize(text, "\(folder)/model"), "360 1593 366 374 370 372 360\n")
            try name("5")
            expectFailure(
                try tokenize(text, "\(folder)/model"),
                naming: ["MLmodel: transformers.tokenizer_type: expected a string, found integer"])
        }
    }

    @Test("A folder's tokenizer is taken, and the input from a file")
    func folder() throws {
        try withTemporaryDirectory { folder in
            try writeFile("The capital of Spain", to: "\(folder)/text")
            let result = try tokenize("", Self.model, "-i", "\(folder)/text")
            let file = try tokenize("", "\(Self.model)/tokenizer.json", "-i", "\(folder)/text")
            #expect(result.isSuccess && result.output == file.output)
        }
    }

    @Test("A folder that MLflow saved has its tokenizer in a place of its own")
    func mlflow() throws {
        let model = "\(Fixtures.own)/mlflow/models/transformers_textgen/model"
        #expect(try tokenize("Hello", model).isSuccess)
    }

    @Test("The tokenizer of a saved model of any flavor is in the folder that its MLmodel names, if it is inside")
    func named() throws {
        try withTemporaryDirectory { folder in
            let model = "\(folder)/model"
            try makeFolder("\(model)/parts/words")
            try makeFolder("\(folder)/outside")
            for place in ["\(model)/parts/words", "\(folder)/outside"] {
                try writeFile(readFile("\(Self.model)/tokenizer.json"), to: "\(place)/tokenizer.json")
            }
            func name(_ place: String) throws {
                try writeFile("flavors:\n  made-up:\n    version: 1\n    words: \(place)\n", to: "\(model)/MLmodel")
            }
            try name("parts/words")
            expectDone(try tokenize("Hello!", model), try tokenize("Hello!", Self.model).output)
            #expect(symlink("../outside", "\(model)/link") == 0)
            for place in ["../outside", "\(folder)/outside", "link", "parts"] {
                try name(place)
                let result = try tokenize("Hello!", model)
                #expect(!result.isSuccess && result.output == "", "\(place)")
            }
        }
    }

    /// What cannot be taken, and the sentence for it.
    static let refusals: [(input: String, words: [String], message: String)] = [
        ("1 x 2", ["--decode"], "standard input: expected ids with spaces between, found x"),
        ("\n{", ["--json"], "standard input: line 2: expected JSON: line 1, column 2"),
        ("{}", ["--json"], #"standard input: line 1: expected a text, {"text": …} or {"ids": …}, found object"#),
        ("\"a\"", ["--json", "--decode"], #"standard input: line 1: expected ids or {"ids": …}, found string"#),
        ("[1, \"a\"]", ["--json"], "standard input: line 1: ids[1]: expected an integer, found string"),
        ("{\"ids\": 1}", ["--json"], "standard input: line 1: ids: expected a list of integers, found integer"),
        (
            "{\"text\": \"a\", \"pair\": 1}", ["--json"],
            "standard input: line 1: pair: expected a string, found integer"
        ),
        (
            "{\"text\": \"a\", \"add_special_tokens\": 1}", ["--json"],
            "standard input: line 1: add_special_tokens: expected true or false, found integer"
        ),
    ]

    @Test("What cannot be taken is refused in one sentence", arguments: refusals)
    func refusal(input: String, words: [String], message: String) throws {
        let result = try runProcess(
            [Flavor.executable, "tokenize", Self.bert] + words, environment: Flavor.environment,
            input: Array(input.utf8))
        expectFailure(result, naming: [message])
    }

    @Test("A path without a tokenizer, and input that is no text, are refused by name")
    func unreadable() throws {
        expectFailure(try tokenize("a", "/nowhere"), "/nowhere: cannot be opened: No such file or directory")
        let result = try runProcess(
            [Flavor.executable, "tokenize", Self.bert], environment: Flavor.environment, input: [0xFF])
        expectFailure(result, "standard input: expected text in UTF-8")
    }
}
