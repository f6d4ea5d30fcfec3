import JSON
import Testing
import Tokenizers

@Suite struct EncodingTests {
    @Test("Characters that Swift holds for equal are different tokens")
    func equivalentCharacters() throws {
        let json = TinyTokenizer.model(
            "vocab", ["<unk>": 0, "\u{E9}": 1, "e": 2, "\u{301}": 3, "e\u{301}": 4, "a": 5, "b": 6, "ab": 7])
        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
        #expect(try tokenizer.encode("\u{E9}e\u{301}") == [1, 2, 3])
        #expect(tokenizer.id(of: "e\u{301}") == 4)
        #expect(tokenizer.id(of: "\u{E9}") == 1)
    }

    @Test("Added tokens with their own ids in the file get the ids of the library")
    func addedIDs() throws {
        let json = TinyTokenizer.file("added_tokens", [["content": "<x>", "id": 900], ["content": "b", "id": 901]])
        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
        #expect(try tokenizer.encode("a<x>b") == [1, 5, 2])
        #expect(tokenizer.vocabularySize == 6)
    }

    @Test("A sparse vocabulary costs no more than its tokens")
    func sparseIDs() throws {
        let json = TinyTokenizer.model("vocab", ["<unk>": 0, "a": 16_777_215, "b": 3_000_000, "ab": 7])
        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
        #expect(try tokenizer.encode("aabb") == [16_777_215, 7, 3_000_000])
        #expect(tokenizer.decode([16_777_215, 3_000_000, 5]) == "a b")
        #expect(tokenizer.vocabularySize == 16_777_216)
    }

    @Test("A long text is encoded in far less time than the square of its length would take")
    func longTexts() throws {
        let tokenizer = try Tokenizer(parsing: TinyTokenizer().json, file: "tokenizer.json")
        let ids = try tokenizer.encode(String(repeating: "ab", count: 500_000) + "a")
        #expect(ids.count == 500_001)
        #expect(ids.last == 1)
    }

    @Test("Tokens that nearly match everywhere are found in linear time")
    func nearMatches() throws {
        let content = String(repeating: "a", count: 20_000) + "b"
        let json = TinyTokenizer.file(
            "added_tokens", [["content": .string(content), "id": 5], ["content": "aa", "id": 6]])
        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
        #expect(try tokenizer.encode(String(repeating: "a", count: 400_000)).count == 200_000)
        #expect(try tokenizer.encode("aa" + content) == [6, 5])
        #expect(try tokenizer.encode("aaa" + content).suffix(2) == [6, 3])
    }

    @Test("A text that replacements make larger and larger is refused")
    func growth() throws {
        let replace: JSONValue = ["type": "Replace", "pattern": ["String": "a"], "content": "aa"]
        let json = TinyTokenizer.file(
            "normalizer", ["type": "Sequence", "normalizers": .array(Array(repeating: replace, count: 30))])
        let tokenizer = try Tokenizer(parsing: json, file: "tokenizer.json")
        #expect(throws: TokenizerError.self) { try tokenizer.encode(String(repeating: "a", count: 1000)) }
        #expect(try tokenizer.encode("b") == [2])
    }
}
