import JSON
import TestSupport
import Testing

@Suite("flavor render")
struct RenderTests {
    private static let prompt = "<|user|>\nHi<|end|>\n<|assistant|>\n"

    private func run(_ words: String..., input: String) throws -> ProcessResult {
        try runProcess(
            [Flavor.executable, "render"] + words, environment: Flavor.environment, input: Array(input.utf8),
            timeout: .seconds(120))
    }

    /// Models in all the forms that have a template.
    static let models = [
        ExampleModel.folder, "\(ExampleModel.folder)/tokenizer_config.json",
        "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu",
        "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu/chat_template.jinja",
        "\(Fixtures.own)/mlflow/models/transformers_chat/model",
    ]

    @Test("A list of messages gives what a chat model sees, byte for byte", arguments: models)
    func list(_ model: String) throws {
        let result = try run(model, input: #"[{"role": "user", "content": "Hi"}]"#)
        #expect(result.isSuccess && result.errors == "")
        #expect(result.output == Self.prompt)
    }

    @Test("The model may be named with -m, and the input be a file")
    func options() throws {
        try withTemporaryDirectory { folder in
            try writeFile(#"{"messages": [{"role": "user", "content": "Hi"}]}"#, to: "\(folder)/m.json")
            let result = try run("-m", ExampleModel.folder, "-i", "\(folder)/m.json", "--json", input: "")
            #expect(result.isSuccess)
            #expect(try JSONValue(parsing: result.output) == ["prompt": .string(Self.prompt)])
        }
    }

    @Test("The template of a saved model of any flavor is in the folder that its MLmodel names")
    func saved() throws {
        try withTemporaryDirectory { folder in
            try makeFolder("\(folder)/parts/words")
            try writeFile("{{ messages[0].content }}", to: "\(folder)/parts/words/chat_template.jinja")
            try writeFile("flavors:\n  made-up:\n    words: parts/words\n", to: "\(folder)/MLmodel")
            expectDone(try run(folder, input: #"[{"role": "user", "content": "Hi"}]"#), "Hi")
        }
    }

    @Test("A final message of the assistant goes on; what the object says comes first")
    func endings() throws {
        let dialogue = #""messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Sure: "}]"#
        let open = "<|user|>\nHi<|end|>\n<|assistant|>\nSure: "
        let cases = [
            ("", open), (#", "continue_final_message": true"#, open), (#", "continue_final_message": "content""#, open),
            (#", "add_generation_prompt": true"#, open + "<|end|>\n<|assistant|>\n"),
            (#", "add_generation_prompt": false"#, open + "<|end|>\n<|endoftext|>"),
            (#", "continue_final_message": false"#, open + "<|end|>\n<|endoftext|>"),
            (#", "eos_token": "X", "add_generation_prompt": false"#, open + "<|end|>\nX"),
        ]
        for (more, expected) in cases {
            let result = try run(ExampleModel.folder, input: "{\(dialogue)\(more)}")
            #expect(result.output == expected, "\(more)")
        }
    }

    @Test("Of templates with names, tools choose theirs, and --template any")
    func named() throws {
        try withTemporaryDirectory { folder in
            let config: JSONValue = [
                "chat_template": [
                    ["name": "default", "template": "d"], ["name": "tool_use", "template": "{{ tools[0].name }}"],
                    ["name": "rag", "template": "{{ documents[0].title }}{{ extra }}"],
                ]
            ]
            try writeFile(config.text(), to: "\(folder)/tokenizer_config.json")
            let messages = #""messages": [{"role": "user", "content": "Hi"}]"#
            #expect(try run(folder, input: "{\(messages)}").output == "d")
            #expect(try run(folder, input: #"{\#(messages), "tools": [{"name": "f"}]}"#).output == "f")
            let documents = #"{\#(messages), "documents": [{"title": "T"}], "extra": 5}"#
            #expect(try run(folder, "--template", "rag", input: documents).output == "T5")
            let unknown = try run(folder, "--template", "x", input: "{\(messages)}")
            #expect(unknown.ending == .exited(1) && unknown.output == "")
            #expect(unknown.errors.hasSuffix("no chat template is named 'x'; there are 'default', 'rag', 'tool_use'\n"))
        }
    }

    /// Inputs that are refused, and the words.
    static let refused: [(String, String)] = [
        ("{", "standard input: line 1, column 2: expected a key in double quotes or '}', found the end of the text"),
        ("5", "standard input: expected a list of messages, or an object with messages, got integer"),
        ("{}", "standard input: expected a list of messages, or an object with messages, got object"),
        ("[]", "cannot apply a chat template to an empty conversation: give at least one message"),
        ("[5]", "messages[0]: expected an object, got integer"),
        (
            #"{"messages": [{}], "add_generation_prompt": 1}"#,
            "standard input: add_generation_prompt: expected true or false, got integer"
        ),
        (
            #"{"messages": [{}], "continue_final_message": 1}"#,
            "standard input: continue_final_message: expected true, false or a field, got integer"
        ),
        (#"{"messages": [{}], "tools": 5}"#, "tools: expected a list of objects, got integer"),
    ]

    @Test("Input that is none fails with one line and no data", arguments: refused)
    func refusals(_ input: String, _ message: String) throws {
        let result = try run(ExampleModel.folder, input: input)
        #expect(result.ending == .exited(1) && result.output == "")
        #expect(result.errors == "error: \(message)\n")
    }

    @Test("A template that fails is named with its place, and what it raises is shown in one line")
    func failures() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/t.jinja"
            for (source, words) in [
                ("a\n{{ x.y }}", "line 2, column 5: 'x' is undefined"),
                ("{{ raise_exception('no\n\u{1B}[31mway') }}", "line 1, column 19: no \\u{1b}[31mway"),
                ("{% if %}", "line 1, column 7: expected an expression, found end of statement block"),
            ] {
                try writeFile(source, to: path)
                let result = try run(path, input: #"[{"role": "user", "content": "Hi"}]"#)
                #expect(result.ending == .exited(1) && result.output == "")
                #expect(result.errors == "error: \(path): \(words)\n")
            }
            let missing = try run("\(folder)/nothing", input: "[]")
            #expect(missing.errors == "error: \(folder)/nothing: No such file or directory\n")
        }
    }
}
