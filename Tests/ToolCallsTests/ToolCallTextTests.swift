import JSON
import TestSupport
import Testing

@testable import ToolCalls

@Suite("Calls of functions in a text")
struct ToolCallTextTests {
    /// What a family of models writes, what of it is text, and which calls it is.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let content: String
        let calls: [ToolCall]

        init(_ name: String, _ text: String, content: String = "", _ calls: [(String, String)]) {
            testDescription = name
            self.text = text
            self.content = content
            self.calls = calls.map { ToolCall(name: $0.0, arguments: $0.1) }
        }
    }

    private static let paris = #"{"city": "Paris"}"#
    private static let berlin = #"{"city": "Berlin"}"#
    static let functions: Set = ["get_weather", "add"]

    static let calls = [
        Case(
            "Hermes, Qwen",
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>",
            [("get_weather", paris)]),
        Case(
            "Hermes, several after a text",
            "I look.\n<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}</tool_call>\n"
                + "<tool_call>{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":2.5}}</tool_call>\n",
            content: "I look.\n", [("get_weather", paris), ("add", #"{"a": 1, "b": 2.5}"#)]),
        Case(
            "Hermes, cut off before the closing mark",
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}", [("get_weather", paris)]),
        Case(
            "Llama 3", #"{"name": "get_weather", "parameters": {"city": "Paris"}}"#, [("get_weather", paris)]),
        Case(
            "Llama 3 with its type", #"{"type": "function", "name": "get_weather", "parameters": {"city": "Paris"}}"#,
            [("get_weather", paris)]),
        Case(
            "Llama 3 with its mark, several",
            #"<|python_tag|>{"name": "get_weather", "parameters": {"city": "Paris"}}; {"name": "get_weather", "parameters": {"city": "Berlin"}}"#,
            [("get_weather", paris), ("get_weather", berlin)]),
        Case(
            "Llama 3.1 by name", "<function=get_weather>{\"city\": \"Paris\"}</function>", [("get_weather", paris)]),
        Case(
            "Mistral",
            #"[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Paris"}}, {"name": "get_weather", "arguments": {"city": "Berlin"}}]"#,
            [("get_weather", paris), ("get_weather", berlin)]),
        Case(
            "Mistral, whose mark is a special token", #" [{"name": "get_weather", "arguments": {"city": "Paris"}}]"#,
            [("get_weather", paris)]),
        Case("Mistral, newer", #"[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}"#, [("get_weather", paris)]),
        Case(
            "Mistral, newer, several", #"[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}[TOOL_CALLS]add[ARGS]{}"#,
            [("get_weather", paris), ("add", "{}")]),
        Case(
            "Mistral, newer, whose marks are special tokens", #"get_weather{"city": "Paris"}"#, [("get_weather", paris)]
        ),
        Case(
            "Phi-4", #"<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]<|/tool_call|>"#,
            [("get_weather", paris)]),
        Case(
            "Phi-4, in words", #"functools[{"name": "get_weather", "arguments": {"city": "Paris"}}]"#,
            [("get_weather", paris)]),
        Case(
            "OpenAI's own form", #"{"function": {"name": "get_weather", "arguments": "{\"city\": \"Paris\"}"}}"#,
            [("get_weather", paris)]),
        Case(
            "braces and marks in a text",
            #"<tool_call>{"name": "add", "arguments": {"a": "}]</tool_call>\"{"}}</tool_call>"#,
            [("add", #"{"a": "}]</tool_call>\"{"}"#)]),
        Case("without arguments", #"<tool_call>{"name": "add"}</tool_call>"#, [("add", "{}")]),
    ]

    static let texts = [
        "", "The weather is fine.", "{\"name\": \"nobody\", \"arguments\": {}}", "{\"temperature\": 20}", "[1, 2, 3]",
        "<tool_call>not JSON</tool_call>", "<tool_call>{\"name\": \"get_weather\"", "add up", "add{",
        "<function=nobody>{}</function>",
        "<function=add", "<function=add>5</function>", "get_weather",
        "{\"name\": \"add\", \"arguments\": {}} and more",
        "<tool_call>{\"name\": \"add\", \"arguments\": 5}</tool_call>",
        "</tool_call>", "a < b and <tool", "[TOOL_CALLS]", "functools", "\u{1F600}{",
        "{\"name\": \"add\", \"arguments\": \"x\"}",
        String(repeating: "[", count: 100_000), "{\"a\": \"" + String(repeating: "\\", count: 1001),
    ]

    private func split(_ pieces: [String], functions: Set<String> = functions) -> (content: String, calls: [ToolCall]) {
        var splitter = AnswerSplitter(functions: functions)
        var content = ""
        for piece in pieces { content += splitter.append(piece) }
        let (rest, calls) = splitter.finish()
        return (content + rest, calls)
    }

    @Test("Are found in each family's form", arguments: calls)
    func found(example: Case) {
        let (content, calls) = split([example.text])
        #expect(content == example.content)
        #expect(calls == example.calls)
    }

    @Test("What is none, or of no function that there is, is text", arguments: texts)
    func plain(text: String) {
        let (content, calls) = split([text])
        #expect(content == text && calls.isEmpty)
    }

    @Test("Where no function may be called all is text, but for the white space before it")
    func noFunctions() {
        for example in Self.calls {
            let (content, calls) = split([" \n" + example.text], functions: [])
            #expect(content == String(example.text.drop { $0.isWhitespace }) && calls.isEmpty)
        }
    }

    @Test("Cut into pieces anyhow, an answer is the same")
    func pieces() {
        var random = SeededRandom(seed: 7)
        for text in Self.calls.map(\.text) + Self.texts.filter({ $0.count < 1000 }) {
            let whole = split([text])
            for most in [1, 2, 5, 20] {
                var pieces: [String] = []
                var rest = text[...]
                while !rest.isEmpty {
                    let count = Int.random(in: 1...most, using: &random)
                    pieces.append(String(rest.prefix(count)))
                    rest = rest.dropFirst(count)
                }
                let cut = split(pieces)
                #expect(cut.content == whole.content && cut.calls == whole.calls, "\(pieces)")
            }
        }
    }

    @Test("Text is given out as soon as it is certain")
    func prompt() {
        var splitter = AnswerSplitter(functions: Self.functions)
        #expect(splitter.append(" ") == "")
        #expect(splitter.append("The") == "The")
        #expect(splitter.append(" sky <") == " sky ")
        #expect(splitter.append("tool_c") == "")
        #expect(splitter.append("ut>") == "<tool_cut>")
        #expect(splitter.append("add") == "add")
        #expect(splitter.finish().text == "")
    }
}
