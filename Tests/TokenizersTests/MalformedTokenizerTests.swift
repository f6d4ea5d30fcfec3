import Glibc
import JSON
import TestSupport
import Testing
import Tokenizers

/// A way in which a tokenizer.json can be wrong, with the sentence that says so.
struct Malformation: Sendable, CustomTestStringConvertible {
    let name: String
    let json: JSONValue
    let message: String

    var testDescription: String { name }

    init(_ name: String, _ json: JSONValue, _ message: String) {
        self.name = name
        self.json = json
        self.message = "tokenizer.json: \(message)"
    }
}

@Suite struct MalformedTokenizerTests {
    @Test("Each way to be wrong has its sentence", arguments: wholes + models + addedTokens + stages)
    func malformed(_ malformation: Malformation) {
        #expect(refusal(of: malformation.json) == malformation.message)
    }

    @Test("The tokenizer that the others are changed from is right")
    func wellFormed() throws {
        let tokenizer = try Tokenizer(parsing: TinyTokenizer().json, file: "tokenizer.json")
        #expect(try tokenizer.encode("abb?") == [3, 2, 0])
    }

    static let wholes: [Malformation] = [
        Malformation("an array", [], "must be an object, found array"),
        Malformation("an empty object", [:], "model is missing"),
        Malformation("another version", TinyTokenizer.file("version", "2.0"), #"version must be "1.0", found "2.0""#),
        Malformation(
            "a model that is a string", TinyTokenizer.file("model", "BPE"), #"model must be an object, found "BPE""#),
        Malformation("a model of nothing", TinyTokenizer.file("model", [:]), "model has no type"),
    ]

    static let models: [Malformation] = [
        Malformation(
            "another model", TinyTokenizer.model("type", "Unknown\n"),
            #"model type "Unknown\n" is not supported; supported are BPE, Unigram, WordLevel, WordPiece"#),
        Malformation(
            "a model type that is no string", TinyTokenizer.model("type", 1), "model.type must be a string, found 1"),
        Malformation("no vocabulary", TinyTokenizer.model("vocab", nil), "model.vocab is missing"),
        Malformation("an empty vocabulary", TinyTokenizer.model("vocab", [:]), "model.vocab must not be empty"),
        Malformation(
            "a vocabulary that is an array", TinyTokenizer.model("vocab", []),
            "model.vocab must be an object, found array"),
        Malformation(
            "an id that is negative", TinyTokenizer.model("vocab", ["a": -1]),
            #"model.vocab must give "a" an id from 0 to 16777215, found -1"#),
        Malformation(
            "an id that is huge", TinyTokenizer.model("vocab", ["a": 1_000_000_000]),
            #"model.vocab must give "a" an id from 0 to 16777215, found 1000000000"#),
        Malformation(
            "an id beyond 64 bits", TinyTokenizer.model("vocab", ["a": .bigInteger("18446744073709551616")]),
            #"model.vocab must give "a" an id from 0 to 16777215, found 18446744073709551616"#),
        Malformation(
            "an id with a fraction", TinyTokenizer.model("vocab", ["a": 1.5]),
            #"model.vocab must give "a" an id from 0 to 16777215, found 1.5"#),
        Malformation(
            "an id that is a string", TinyTokenizer.model("vocab", ["a": "1"]),
            #"model.vocab must give "a" an id from 0 to 16777215, found "1""#),
        Malformation(
            "an id given twice", TinyTokenizer.model("vocab", ["a": 1, "b": 1]),
            #"model.vocab must give every token an id of its own, found 1 for "a" and "b""#),
        Malformation("no merges", TinyTokenizer.model("merges", nil), "model.merges is missing"),
        Malformation(
            "merges that are an object", TinyTokenizer.model("merges", [:]),
            "model.merges must be an array, found object"),
        Malformation(
            "a merge of one token", TinyTokenizer.model("merges", ["a b", "a"]),
            #"model.merges[1] must be two tokens, found "a""#),
        Malformation(
            "a merge of three tokens", TinyTokenizer.model("merges", ["a b a"]),
            #"model.merges[0] must be two tokens, found "a b a""#),
        Malformation(
            "a merge pair of three", TinyTokenizer.model("merges", [["a", "b", "a"]]),
            "model.merges[0] must be two tokens, found array"),
        Malformation(
            "a merge pair with a number", TinyTokenizer.model("merges", [["a", 1]]),
            "model.merges[0] must be two tokens, found array"),
        Malformation(
            "a merge that is a number", TinyTokenizer.model("merges", [7]),
            "model.merges[0] must be two tokens, found 7"),
        Malformation(
            "a merge of an unknown token", TinyTokenizer.model("merges", ["a c"]),
            #"model.merges[0] must join and make tokens of vocab, found "c", which is not in it"#),
        Malformation(
            "a merge of nothing", TinyTokenizer.model("merges", [" b"]),
            #"model.merges[0] must join and make tokens of vocab, found "", which is not in it"#),
        Malformation(
            "a merge that makes an unknown token", TinyTokenizer.model("merges", [["b", "a"]]),
            #"model.merges[0] must join and make tokens of vocab, found "ba", which is not in it"#),
        Malformation(
            "a merge shorter than the prefix",
            {
                var tokenizer = TinyTokenizer()
                tokenizer.model["continuing_subword_prefix"] = "##"
                return tokenizer.json
            }(), "model.merges[0] must go on with the continuing_subword_prefix"),
        Malformation(
            "a mark that is long",
            TinyTokenizer.model("end_of_word_suffix", .string(String(repeating: "w", count: 17))),
            "model.end_of_word_suffix must be at most 16 bytes, found 17"),
        Malformation(
            "an unknown token that is a number", TinyTokenizer.model("unk_token", 0),
            "model.unk_token must be a string, found 0"),
        Malformation(
            "dropout", TinyTokenizer.model("dropout", 0.1),
            "model.dropout must be null or 0, found 0.1: random merges cannot be reproduced"),
        Malformation(
            "a flag that is a number", TinyTokenizer.model("fuse_unk", 1),
            "model.fuse_unk must be true or false, found 1"),
    ]

    static let addedTokens: [Malformation] = [
        Malformation(
            "added tokens that are an object", TinyTokenizer.file("added_tokens", [:]),
            "added_tokens must be an array, found object"),
        Malformation(
            "an added token that is a string", TinyTokenizer.file("added_tokens", ["<s>"]),
            #"added_tokens[0] must be an object, found "<s>""#),
        Malformation(
            "an added token without content", TinyTokenizer.file("added_tokens", [["id": 1]]),
            "added_tokens[0].content is missing"),
        Malformation(
            "an added token without id", TinyTokenizer.file("added_tokens", [["content": "x"]]),
            "added_tokens[0].id is missing"),
        Malformation(
            "an added token with a negative id", TinyTokenizer.file("added_tokens", [["content": "x", "id": -1]]),
            "added_tokens[0].id must be an id from 0 to 16777215, found -1"),
        Malformation(
            "an added token with a huge id",
            TinyTokenizer.file("added_tokens", [["content": "x", "id": 1_000_000_000]]),
            "added_tokens[0].id must be an id from 0 to 16777215, found 1000000000"),
        Malformation(
            "an added token with an odd flag",
            TinyTokenizer.file("added_tokens", [["content": "x", "id": 1, "lstrip": "no"]]),
            #"added_tokens[0].lstrip must be true or false, found "no""#),
    ]

    @Test("A file that is no tokenizer.json says what it is")
    func files() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/tokenizer.json"
            func refusal() -> String? {
                do {
                    _ = try Tokenizer(contentsOfFile: path)
                    return nil
                } catch {
                    return String(describing: error)
                }
            }
            #expect(refusal() == "\(path): cannot be opened: No such file or directory")
            try writeFile("", to: path)
            #expect(refusal() == "\(path): is empty")
            try writeFile("{\"model\":\n]", to: path)
            #expect(refusal()?.hasPrefix("\(path): is not valid JSON: line 2, column 1: ") == true)
            try writeFile([0xFF, 0xFE], to: path)
            #expect(refusal()?.hasPrefix("\(path): is not valid JSON: line 1, column 1: ") == true)
            try writeFile(String(repeating: "[", count: 100_000), to: path)
            #expect(refusal()?.hasPrefix("\(path): is not valid JSON: ") == true)
            unlink(path)
            #expect(mkdir(path, 0o755) == 0)
            #expect(refusal() == "\(path): is not a regular file")
        }
    }

    @Test("A name of any length keeps the sentence on one line")
    func longNames() throws {
        let name = String(repeating: "x", count: 100_000) + "\n\u{7}"
        let message = try #require(refusal(of: TinyTokenizer.model("type", .string("\n" + name))))
        #expect(message.utf8.count < 300)
        #expect(!message.contains("\n"))
    }

    @Test("No tokenizer.json with a part cut out or replaced brings the reader down")
    func mutations() throws {
        let file = try readJSON("\(Fixtures.own)/tokenizers/variants.json")
        let variants = try #require(file["variants"]?.arrayValue)
        let values: [JSONValue?] = [nil, .null, 0, -1, 1e300, "", "x", [], [:], true, [[1]], ["type": "Sequence"]]
        // Every seventh has all kinds of stages among them.
        for variant in stride(from: 0, to: variants.count, by: 7).map({ variants[$0] }) {
            var whole = try #require(variant["file"]?.objectValue)
            var model = try #require(whole["model"]?.objectValue)
            model["vocab"] = ["a": 0, "b": 1, "ab": 2, "<unk>": 3, "▁": 4]
            model["merges"] = [["a", "b"]]
            whole["model"] = .object(model)
            for path in paths(in: .object(whole), depth: 5) {
                for value in values {
                    let json = changed(.object(whole), at: path[...], to: value)
                    do {
                        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
                        let ids = try tokenizer.encode(" ab▁a <s>?")
                        #expect(tokenizer.decode(ids).utf8.count < 100_000)
                    } catch {
                        #expect(!String(describing: error).contains("\n"))
                    }
                }
            }
        }
    }

    private func paths(in json: JSONValue, depth: Int) -> [[String]] {
        guard depth > 0 else { return [] }
        let members: [(String, JSONValue)] =
            switch json {
            case .object(let object): object.map { ($0.key, $0.value) }
            case .array(let elements): elements.prefix(3).enumerated().map { (String($0), $1) }
            default: []
            }
        return members.flatMap { key, value in
            [[key]] + paths(in: value, depth: depth - 1).map { [key] + $0 }
        }
    }

    private func changed(_ json: JSONValue, at path: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
        guard let key = path.first else { return value ?? .null }
        switch json {
        case .object(var object):
            object[key] =
                path.count == 1 ? value : object[key].map { changed($0, at: path.dropFirst(), to: value) }
            return .object(object)
        case .array(var elements):
            guard let index = Int(key), elements.indices.contains(index) else { return json }
            elements[index] = changed(elements[index], at: path.dropFirst(), to: value)
            return .array(elements)
        default: return json
        }
    }
}
