import FlavorKit
import Testing

@testable import TextGeneration

@Suite("Prompts of a call")
struct PromptInputTests {
    private func prompts(_ input: Value) throws -> [Prompt] { try PromptInput(input).prompts }

    private func refusal(_ input: Value) -> String? {
        do {
            _ = try PromptInput(input)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("A text, a list and a column of texts are prompts")
    func texts() throws {
        #expect(try prompts("a") == [.text("a")])
        #expect(try prompts(["a", "b"]) == [.text("a"), .text("b")])
        #expect(try prompts(.strings(StringTensor(["a", "b"]))) == [.text("a"), .text("b")])
        #expect(try prompts(.strings(StringTensor(["a", "b"], shape: [2, 1]))) == [.text("a"), .text("b")])
        #expect(try prompts([]) == [])
    }

    @Test("A map has its prompts under prompt or prompt_token_ids, else in its only column")
    func maps() throws {
        #expect(try prompts(["prompt": "a"]) == [.text("a")])
        #expect(try prompts(["0": .strings(StringTensor(["a"]))]) == [.text("a")])
        #expect(try prompts(["text": ["a", "b"]]) == [.text("a"), .text("b")])
        #expect(try prompts(["prompt_token_ids": [1, 2]]) == [.tokens([1, 2])])
        #expect(try prompts(["prompt_token_ids": []]) == [.tokens([])])
        #expect(try prompts(["prompt_token_ids": [[1, 2], [3]]]) == [.tokens([1, 2]), .tokens([3])])
        #expect(try prompts(["prompt_token_ids": .tensor(Tensor([Int64(1), 2]))]) == [.tokens([1, 2])])
        #expect(try prompts(["prompt_token_ids": .tensor(Tensor([Int32(1), 2]))]) == [.tokens([1, 2])])
        let rows = Value.tensor(try Tensor([Int64(1), 2, 3, 4], shape: [2, 2]))
        #expect(try prompts(["prompt_token_ids": rows]) == [.tokens([1, 2]), .tokens([3, 4])])
    }

    @Test("One text is answered with one, a list with a list, a table of one row with one where it says so")
    func single() throws {
        #expect(try PromptInput("a").isSingle)
        #expect(try PromptInput(["prompt": "a"]).isSingle)
        #expect(try PromptInput(["prompt_token_ids": [1]]).isSingle)
        #expect(try !PromptInput(["a"]).isSingle)
        #expect(try !PromptInput(["prompt": ["a"]]).isSingle)
        #expect(try !PromptInput(["prompt_token_ids": [[1]]]).isSingle)
        let row = ValueMap([("prompt", .strings(StringTensor(["a"])))], isSingleRow: true)
        #expect(try PromptInput(.map(row)).isSingle)
    }

    @Test(
        "Anything else is a sentence",
        arguments: [
            (.int(3), "the input: expected a string or a list of strings, found integer"),
            (.null, "the input: expected a string or a list of strings, found null"),
            (["a", 3], "the input[1]: expected a string, found integer"),
            (.strings(StringTensor(["a", nil])), "the input[1]: expected a string, found null"),
            ([:], "the input is empty: expected prompt or prompt_token_ids"),
            (["prompt": 3], "prompt: expected a string or a list of strings, found integer"),
            (["messages": [["role": "user"]]], "column \"messages\"[0]: expected a string, found map"),
            (
                ["prompt": "a", "prompt_token_ids": [1]],
                "the input has prompt and prompt_token_ids: give one of the two"
            ),
            (
                ["prompt_token_ids": "a"],
                "prompt_token_ids: expected a list of integers or a list of such lists, found string"
            ),
            (["prompt_token_ids": [1, "a"]], "prompt_token_ids[1]: expected an integer, found string"),
            (["prompt_token_ids": [[1], ["a"]]], "prompt_token_ids[1][0]: expected an integer, found string"),
            (["prompt_token_ids": ["a"]], "prompt_token_ids[0]: expected a list of integers, found string"),
            (
                ["prompt_token_ids": .tensor(Tensor([Float(1)]))],
                "prompt_token_ids: expected a list of integers, found tensor of float32"
            ),
        ] as [(Value, String)])
    func refusals(input: Value, sentence: String) {
        #expect(refusal(input) == sentence)
    }

    @Test(
        "A member that is not read is refused by its name",
        arguments: [
            (["prompt": "a", "temprature": 1], "temprature"), (["temprature": 1, "prompt": "a"], "temprature"),
            (["prompt_token_ids": [1], "stopp": ["x"]], "stopp"), (["promt": "a"], "promt"),
            (["id": [1, 2], "prompt": ["a", "b"]], "id"), (["text": ["a"], "stopp": ["x"]], "stopp"),
            (["prompt": "a", "prompt_token_ids": [1], "\u{e9}": 1], "\u{e9}"),
            (["prompt": "a", "a\n\"b": 1], "a\\n\\\"b"),
        ] as [(Value, String)])
    func unknownMembers(input: Value, name: String) {
        #expect(refusal(input) == "input: expected prompt or prompt_token_ids, found \"\(name)\"")
    }

    @Test("An array of texts with several columns is a sentence")
    func matrix() throws {
        let matrix = Value.strings(try StringTensor(["a", "b"], shape: [1, 2]))
        #expect(refusal(matrix) == "the input: expected a string or a list of strings, found an array of shape [1, 2]")
    }
}
