import FlavorKit
import Testing

@testable import TextGeneration

@Suite("Templates of prompts")
struct PromptTemplateTests {
    private func filled(_ template: String, _ texts: [String: String]) throws -> String {
        try #require(PromptTemplate(template)).filled { texts[$0] ?? "" }
    }

    @Test("Columns' names in braces are places; doubled braces are braces")
    func filling() throws {
        #expect(try filled("Q: {prompt} A:", ["prompt": "{x}"]) == "Q: {x} A:")
        #expect(try filled("{{{prompt}}}", ["prompt": "x"]) == "{x}")
        #expect(try filled("{prompt}", ["prompt": ""]) == "")
        #expect(try filled("{a}-{b} c-{a}", ["a": "1", "b": "2"]) == "1-2 c-1")
        // A brace under an accent is one, and so Python takes it.
        #expect(try filled("{a}\u{301}{\u{301}b}", ["a": "1", "\u{301}b": "2"]) == "1\u{301}2")
        #expect(PromptTemplate("{a.b} {c[0]} {d!r} {e:>10} {0}")?.columns == ["a.b", "c[0]", "d!r", "e:>10", "0"])
        #expect(PromptTemplate("{b} {a} {b}")?.columns == ["b", "a"])
        #expect(PromptTemplate("{b} {a} {b}")?.placeCount == 3)
    }

    @Test(
        "A brace alone, braces around nothing and a text without a place are no template",
        arguments: ["", "text", "{", "}", "{prompt", "prompt}", "{}", "{a}}", "{{a}", "{a{b}}"])
    func refused(template: String) {
        #expect(PromptTemplate(template) == nil)
    }

    private func prompts(_ input: Value, _ template: String) throws -> [Prompt] {
        let template: PromptTemplate = try #require(PromptTemplate(template))
        return try PromptInput(input, template: template).prompts
    }

    @Test("One column takes a prompt however it is given")
    func oneColumn() throws {
        for input: Value in ["a", ["prompt": "a"], ["question": "a"], ["question": ["a"]], ["prompt": ["a"]]] {
            #expect(try prompts(input, "<{question}>") == [.text("<a>")], "\(input)")
        }
        #expect(try prompts(["prompt_token_ids": [1, 2]], "<{question}>") == [.tokens([1, 2])])
    }

    @Test("Several columns are put together row by row")
    func severalColumns() throws {
        let template = "{context}: {question}"
        #expect(try prompts(["context": "a", "question": "b"], template) == [.text("a: b")])
        #expect(
            try prompts(["context": ["a", "c"], "question": ["b", "d"]], template) == [.text("a: b"), .text("c: d")])
        let row = ValueMap(
            [("context", .strings(StringTensor(["a"]))), ("question", .strings(StringTensor(["b"])))], isSingleRow: true
        )
        #expect(try PromptInput(.map(row), template: PromptTemplate(template)).isSingle)
    }

    @Test(
        "What does not fill the columns is a sentence",
        arguments: [
            ("a", "the input: expected the columns context, question, found string"),
            (["context": "a"], "input: expected the columns context, question, found none named question"),
            (
                ["context": "a", "question": 3],
                "column \"question\": expected a string or a list of strings, found integer"
            ),
            (
                ["context": ["a", "b"], "question": ["a"]],
                "column \"question\": expected as many texts as in column \"context\", found 1"
            ),
            (["context": "a", "question": "b", "x": "c"], "input: expected context, question, found \"x\""),
        ] as [(Value, String)])
    func mismatch(input: Value, sentence: String) throws {
        let template = try #require(PromptTemplate("{context}: {question}"))
        let error = #expect(throws: FlavorError.self) { try PromptInput(input, template: template) }
        #expect(error?.message == sentence)
    }
}
