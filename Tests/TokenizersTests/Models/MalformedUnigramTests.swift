import JSON
import Testing

@testable import Tokenizers

@Suite("Malformed Unigram models and character maps")
struct MalformedUnigramTests {
    @Test(
        "Each way in which a model can be wrong has its sentence",
        arguments: [
            ([:], "model.vocab is missing"),
            (["vocab": [:]], "model.vocab must be an array, found object"),
            (["vocab": ["a"]], #"model.vocab[0] must be a token and its score, found "a""#),
            (["vocab": [["a", 1], ["b"]]], "model.vocab[1] must be a token and its score, found array"),
            (["vocab": [[1, "a"]]], "model.vocab[0] must be a token and its score, found array"),
            (["vocab": [["a", -1.0]], "unk_id": -1], "model.unk_id must be an id from 0 to 16777215, found -1"),
            (
                ["vocab": [["a", -1.0]], "unk_id": 1],
                "model.unk_id must be less than 1, the size of the vocabulary, found 1"
            ),
            (
                ["vocab": [["a", -1.0]], "byte_fallback": 1], "model.byte_fallback must be true or false, found 1"
            ),
        ] as [(JSONValue, String)])
    func model(_ json: JSONValue, _ message: String) {
        var model = json.objectValue ?? JSONObject()
        model["type"] = "Unigram"
        #expect(refusal(of: ["model": .object(model)]) == "tokenizer.json: \(message)")
    }

    @Test("A character without a token is refused where there is no unknown token")
    func unknownCharacter() throws {
        let tokenizer = try Tokenizer(
            parsing: ["model": ["type": "Unigram", "vocab": [["a", -1.0], ["b", -2.0]]]], file: "tokenizer.json")
        #expect(try tokenizer.encode("ab") == [0, 1])
        let message = "the text has what is not in the vocabulary, and there is no unk_id"
        #expect(throws: TokenizerError("tokenizer.json", message)) { try tokenizer.encode("ac") }
    }

    @Test(
        "Each way in which a character map can be wrong has its sentence",
        arguments: [
            (nil, "is missing"), (5, "must be a string, found 5"), ("", "must hold at least 4 bytes, found 0"),
            ("A", "must be in base64"), ("AB==CDEF", "must be in base64"), ("AAA$", "must be in base64"),
            ("AB==", "must be in base64"), ("AAAA", "must hold at least 4 bytes, found 3"),
            ("AAAAAA==", "must hold a trie as large as it says, found 0 of 0 bytes"),
            ("/////w==", "must hold a trie as large as it says, found 4294967295 of 0 bytes"),
            ("BAAAAAAAAAA=", "must hold a trie whose places and values are in it, found one that points out of it"),
            ("BAAAAAAAAAD/", "must hold replacements in UTF-8"),
        ] as [(JSONValue?, String)])
    func charsmap(_ value: JSONValue?, _ message: String) {
        var normalizer: JSONObject = ["type": "Precompiled"]
        normalizer["precompiled_charsmap"] = value
        let json: JSONValue = ["normalizer": .object(normalizer), "model": ["type": "Unigram", "vocab": []]]
        #expect(refusal(of: json) == "tokenizer.json: normalizer.precompiled_charsmap \(message)")
    }
}
