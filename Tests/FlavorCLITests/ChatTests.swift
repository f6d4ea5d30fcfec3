import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor chat")
struct ChatTests {
    @Test("Answers each line that is piped in, with the conversation so far")
    func piped() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let input = "What is the capital of Spain?\n\nHm?\n/reset\nHm?\n  \nlast without a break, be brief"
            let result = try Flavor.run(["chat", model.path], input: Array(input.utf8), environment: model.environment)
            // The canned answer is that of what was asked last, and of nothing after the reset.
            expectDone(result, "Madrid.\nMadrid.\nI do not know.\nIn brief.\n")
        }
    }

    @Test("Commands change and save the conversation")
    func commands() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let input = """
                /system Be brief.
                Hello
                /save \(folder)/one.json
                /system
                /reset
                What is the capital of Spain?
                /save \(folder)/two.json
                /exit
                never read
                """
            let result = try Flavor.run(
                ["chat", "-m", model.path], input: Array(input.utf8), environment: model.environment)
            // What the model is told first holds the word that this model answers to.
            expectDone(result, "In brief.\nMadrid.\n")
            #expect(
                try JSONValue(parsing: readFile("\(folder)/one.json")) == [
                    "messages": [
                        ["role": "system", "content": "Be brief."], ["role": "user", "content": "Hello"],
                        ["role": "assistant", "content": "In brief."],
                    ]
                ])
            #expect(
                try JSONValue(parsing: readFile("\(folder)/two.json")) == [
                    "messages": [
                        ["role": "user", "content": "What is the capital of Spain?"],
                        ["role": "assistant", "content": "Madrid."],
                    ]
                ])
            // What is saved is the body of a request.
            let reply = try Flavor.run(
                ["predict", model.path, "-i", "\(folder)/two.json"], environment: model.environment)
            #expect(reply.isSuccess)
        }
    }

    @Test("--system is what the model is told first, --param goes with each answer")
    func options() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            expectDone(
                try Flavor.run(
                    ["chat", model.path, "--system", "Be brief.", "--param", "max_tokens=2"],
                    input: Array("Hello".utf8),
                    environment: model.environment), "In\n")
        }
    }

    @Test("A line that cannot be done is told, the next ones go on, and the status says so in the end")
    func failures() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let result = try Flavor.run(
                ["chat", model.path],
                input: Array("/nonsense\n/save\n/save /nonexistent/x\nWhat is the capital of Spain?\n".utf8),
                environment: model.environment)
            #expect(result.outcome.status == 1 && result.output == "Madrid.\n")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].hasPrefix("error: /nonsense: expected /system, /reset, /save, /help or /exit"))
            #expect(lines[1] == "error: /save: expected the path of a file")
            #expect(lines[2].hasPrefix("error: ") && lines[2].contains("/nonexistent/x"))
            #expect(lines[3] == "error: not every line of the input could be done")
        }
    }

    @Test("A message that fails is no part of the conversation")
    func failedMessage() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let result = try Flavor.run(
                ["chat", model.path, "--param", "n=500"], input: Array("Hello\n/save \(folder)/x.json\n".utf8),
                environment: model.environment)
            #expect(result.errors.hasPrefix("error: n: expected an integer from 1 to 128, found 500\n"))
            #expect(try JSONValue(parsing: readFile("\(folder)/x.json")) == ["messages": []])
        }
    }

    @Test("A model that takes no messages is refused with what to do")
    func noChat() throws {
        expectFailure(
            try Flavor.run("chat", ExampleModel.folder, input: "x"),
            naming: ["flavor save --flavor chat-task", ExampleModel.folder])
    }

    @Test(
        "At a terminal Ctrl-C stops the answer and not the program, Ctrl-D ends it", .timeLimit(.minutes(2)),
        arguments: ["xterm", "dumb"])
    func terminal(term: String) throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder, pause: 0.05)
            let command = try TerminalCommand(["chat", model.path], environment: model.environment, term: term)
            #expect(command.expect("> ") != nil)
            command.type("What is the capital of Spain?\n")
            #expect(command.expect("Madrid.") != nil)
            #expect(command.expect("> ") != nil)
            command.type("long\n")
            #expect(command.expect("la la la") != nil)
            command.type("\u{3}")
            let rest = try #require(command.expect("> "))
            // Of eighty only a few were said.
            #expect(rest.count < 60)
            // At the prompt it begins a new line.
            command.type("half a li\u{3}")
            #expect(command.expect("> ") != nil)
            command.type("/save \(folder)/talk.json\n")
            #expect(command.expect("> ") != nil)
            command.type("\u{4}")
            #expect(command.wait() == 0)
            // No control sequences, whatever the terminal.
            #expect(!command.shown.contains("\u{1B}"))
            let messages = try JSONValue(parsing: readFile("\(folder)/talk.json"))["messages"]?.arrayValue ?? []
            #expect(messages.count == 4)
            #expect(messages.last?["content"]?.stringValue?.hasPrefix("la la la") == true)
            #expect((messages.last?["content"]?.stringValue?.count ?? 0) < 60)
        }
    }

    @Test("What an answer holds is shown at a terminal, not obeyed", .timeLimit(.minutes(1)))
    func escapes() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let command = try TerminalCommand(["chat", model.path], environment: model.environment)
            #expect(command.expect("> ") != nil)
            command.type("escape\n")
            #expect(command.expect("\\u{1b}[31mred") != nil)
            command.type("\u{4}")
            #expect(command.wait() == 0)
            #expect(!command.shown.contains("\u{1B}"))
            // Piped, it is as it is.
            let result = try Flavor.run(
                ["chat", model.path], input: Array("escape".utf8), environment: model.environment)
            #expect(result.output == "\u{1B}[31mred\n")
        }
    }

    @Test("SIGTERM ends it, in the middle of an answer as at the prompt", .timeLimit(.minutes(1)))
    func terminated() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder, pause: 0.05)
            let pipe = "\(folder)/pipe"
            mkfifo(pipe, 0o600)
            let writer = open(pipe, O_RDWR)
            defer { close(writer) }
            _ = write(writer, "long\n", 5)
            let command = try RunningCommand(["chat", model.path], input: pipe, environment: model.environment)
            #expect(!command.firstOutput().isEmpty)
            command.send(SIGTERM)
            #expect(command.wait() == 130)
            #expect(command.errorText() == "")
        }
    }
}

@Suite("flavor predict with a chat model")
struct ChatPredictTests {
    @Test("--prompt prints the text, with --system what the model is told first; --json the reply")
    func prompt() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            func run(_ words: String...) throws -> ProcessResult {
                try Flavor.run(["predict", "-m", model.path] + words, environment: model.environment)
            }
            expectDone(try run("--prompt", "What is the capital of Spain?"), "Madrid.\n")
            expectDone(try run("--prompt", "What is the capital of Spain?", "--stream"), "Madrid.\n")
            expectDone(try run("--prompt", "Hello", "--system", "Be brief."), "In brief.\n")
            expectDone(try run("--prompt", "Hello", "--system", "Be brief.", "--stream"), "In brief.\n")
            expectDone(try run("--prompt", "capital of Spain", "--param", "n=2"), "Madrid.\nMadrid.\n")
            expectDone(try run("--prompt", "capital of Spain", "--param", "n=2", "--stream"), "Madrid.\nMadrid.\n")
            let json = try run("--prompt", "What is the capital of Spain?", "--json")
            let reply = try JSONValue(parsing: json.output)
            #expect(
                reply.arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"] == "Madrid.")
        }
    }

    @Test("--system is refused by a model that takes no messages")
    func systemWithoutChat() throws {
        expectFailure(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", "x", "--system", "y"),
            naming: ["--system", "flavor save --flavor chat-task"])
    }

    @Test("With --json a failure is OpenAI's object on standard output and one line on standard error")
    func failure() throws {
        try withTemporaryDirectory { folder in
            let model = try ChatModel(in: folder)
            let result = try Flavor.run(
                ["predict", model.path, "--json"], input: Array("{\"messages\": [], \"n\": 0}".utf8),
                environment: model.environment)
            #expect(result.outcome.status == 1)
            #expect(result.errors == "error: n: expected an integer from 1 to 128, found 0\n")
            let expected =
                "{\"error\": {\"message\": \"n: expected an integer from 1 to 128, found 0\", "
                + "\"type\": \"invalid_request_error\", \"param\": \"n\", \"code\": null}}\n"
            #expect(result.output == expected)
        }
    }
}
