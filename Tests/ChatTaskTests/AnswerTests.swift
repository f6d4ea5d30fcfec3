import FlavorHost
import FlavorKit
import Glibc
import JSON
import TestSupport
import Testing

@Suite("A chat over a flavor in plain C")
struct AnswerTests {
    private static let tools = """
        "tools": [{"type": "function", "function": {"name": "get_weather", \
        "parameters": {"properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
        """

    @Test("Answers with OpenAI's object in a list, as MLflow does, with exact usage")
    func whole() throws {
        try ChatModels.with { (models) throws in
            let inner = try models.canned()
            let model = try models.host.load(models.chat(over: inner))
            let reply = try model.answer(body("What is the capital of Spain?"))
            #expect(reply.arrayValue?.count == 1)
            let object = try #require(reply.arrayValue?.first?.objectValue)
            #expect(object.map(\.key) == ["id", "object", "created", "model", "usage", "choices"])
            #expect(object["id"]?.stringValue?.wholeMatch(of: /chatcmpl-[0-9a-f]{32}/) != nil)
            #expect(object["object"] == "chat.completion")
            let age = Int64(time(nil)) - (object["created"]?.integerValue ?? 0)
            #expect((0...60).contains(age))
            #expect(object["model"]?.stringValue == inner.split(separator: "/").last.map(String.init))
            // <user>, the question, <assistant>; seven characters and the end.
            #expect(
                object["usage"] == ["prompt_tokens": 46, "completion_tokens": 8, "total_tokens": 54])
            #expect(
                object["choices"] == [
                    [
                        "index": 0, "finish_reason": "stop",
                        "message": ["role": "assistant", "content": "Madrid."],
                    ]
                ])
        }
    }

    /// Requests, and what each choice says and why it ends.
    static let requests: [(body: String, texts: [String], reason: String)] = [
        (body("capital of Spain"), ["Madrid."], "stop"),
        (body("capital of Spain", "\"max_tokens\": 3"), ["Mad"], "length"),
        (body("capital of Spain", "\"max_tokens\": 7"), ["Madrid."], "length"),
        (body("capital of Spain", "\"max_tokens\": 8"), ["Madrid."], "stop"),
        (body("capital of Spain", "\"max_tokens\": 0"), ["Madrid."], "stop"),
        (body("capital of Spain", "\"max_tokens\": 1, \"max_completion_tokens\": 2"), ["Ma"], "length"),
        (body("capital of Spain", "\"stop\": [\"x\", \"ri\"]"), ["Mad"], "stop"),
        (body("capital of Spain", "\"n\": 3"), ["Madrid.", "Madrid.", "Madrid."], "stop"),
        (body("capital of Spain", "\"temperature\": 0, \"top_p\": 0.5, \"seed\": 4"), ["Madrid."], "stop"),
        (body("capital of Spain", "\"response_format\": {\"type\": \"text\"}"), ["Madrid."], "stop"),
        (
            body("capital of Spain", "\"model\": \"any\", \"stream\": false, \"frequency_penalty\": 0"), ["Madrid."],
            "stop"
        ),
        (body("spaces"), ["two and more"], "stop"),
        (body("accents"), ["Zürich, Kraków, 東京."], "stop"),
        (body("json"), [#"{"name": "nobody", "arguments": {}}"#], "stop"),
        (body("json", tools), [#"{"name": "nobody", "arguments": {}}"#], "stop"),
        (
            body("weather", tools + ", \"tool_choice\": \"none\""),
            ["Let me see.<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>"],
            "stop"
        ),
    ]

    @Test("Heeds what the request says", arguments: requests)
    func settings(request: (body: String, texts: [String], reason: String)) throws {
        try ChatModels.with { (models) throws in
            let reply = try models.cannedChat().answer(request.body)
            let choices = reply.arrayValue?.first?["choices"]?.arrayValue ?? []
            #expect(choices.map { $0["message"]?["content"]?.stringValue } == request.texts)
            #expect(choices.allSatisfy { $0["finish_reason"]?.stringValue == request.reason })
            #expect(choices.map { $0["index"]?.integerValue } == (0..<request.texts.count).map { Int64($0) })
            #expect(models.log.all.isEmpty)
        }
    }

    @Test("Pieces concatenate to the whole answer, with its reason and its usage", arguments: requests)
    func streamed(request: (body: String, texts: [String], reason: String)) throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            let whole = try #require(try model.answer(request.body).arrayValue?.first)
            let pieces = try model.pieces(request.body)
            var texts = [String](repeating: "", count: request.texts.count)
            var reasons = [String?](repeating: nil, count: request.texts.count)
            for piece in pieces {
                #expect(piece.value["object"] == "chat.completion.chunk")
                #expect(piece.value["id"] == pieces[0].value["id"])
                let choice = try #require(piece.value["choices"]?.listValue?.first)
                let index = Int(try #require(choice["index"]?.intValue))
                // Nothing comes after the reason.
                #expect(reasons[index] == nil)
                texts[index] += choice["delta"]?["content"]?.stringValue ?? ""
                reasons[index] = choice["finish_reason"]?.stringValue
            }
            #expect(texts == request.texts)
            #expect(reasons.allSatisfy { $0 == request.reason })
            #expect(pieces[0].value["choices"]?.listValue?.first?["delta"] == ["role": "assistant", "content": ""])
            #expect(pieces.last?.info["usage"]?.json == whole["usage"])
        }
    }

    @Test("A stream ends with the usage where that is asked for")
    func streamedUsage() throws {
        try ChatModels.with { (models) throws in
            let pieces = try models.cannedChat().pieces(
                body("capital of Spain", "\"n\": 2, \"stream_options\": {\"include_usage\": true}"))
            let last = try #require(pieces.last)
            #expect(last.value["choices"] == .list([]))
            #expect(last.value["usage"] == ["prompt_tokens": 33, "completion_tokens": 16, "total_tokens": 49])
        }
    }

    @Test("The model's calls of functions are taken out of the text")
    func toolCalls() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            let choice = try #require(
                try model.answer(body("weather", Self.tools)).arrayValue?.first?["choices"]?.arrayValue?.first)
            #expect(choice["finish_reason"] == "tool_calls" && choice["message"]?["content"] == "Let me see.")
            let call = try #require(choice["message"]?["tool_calls"]?.arrayValue?.first)
            #expect(call["type"] == "function" && call["id"]?.stringValue?.wholeMatch(of: /[0-9A-Za-z]{9}/) != nil)
            #expect(call["function"] == ["name": "get_weather", "arguments": "{\"city\": \"Paris\"}"])

            let pieces = try model.pieces(body("weather", Self.tools))
            let text = pieces.compactMap { $0.value["choices"]?.listValue?.first?["delta"]?["content"]?.stringValue }
            #expect(text.joined() == "Let me see.")
            let last = try #require(pieces.last?.value["choices"]?.listValue?.first)
            #expect(last["finish_reason"] == "tool_calls")
            let streamed = try #require(last["delta"]?["tool_calls"]?.listValue?.first)
            #expect(streamed["index"] == 0)
            #expect(streamed["function"]?["arguments"] == "{\"city\": \"Paris\"}")
        }
    }

    @Test("A conversation with calls and their results is written by the template")
    func toolResults() throws {
        try ChatModels.with { (models) throws in
            let template =
                "{% for m in messages %}{% if m.tool_calls %}{{ m.tool_calls[0].function.arguments.city }}"
                + "{% else %}{{ m.role }}={{ m.content }}{% endif %};{% endfor %}{{ tools | length }}"
            let model = try models.host.load(
                models.chat(
                    over: models.canned(answers: "user=x;Rome;tool=sunny;1 => Yes.\n => No.\n", template: template)))
            let messages = """
                {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": null, "tool_calls": \
                [{"id": "abcdefghi", "type": "function", "function": {"name": "get_weather", "arguments": "{\\"city\\": \\"Rome\\"}"}}]}, \
                {"role": "tool", "tool_call_id": "abcdefghi", "content": "sunny"}], \(Self.tools)}
                """
            let reply = try model.answer(messages)
            #expect(reply.arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"] == "Yes.")
        }
    }

    @Test("The developer's word is the system's where the template knows no developer")
    func developer() throws {
        try ChatModels.with { (models) throws in
            let answers = "<system>be brief => Brief.\n<developer>be brief => As told.\n => No.\n"
            let messages = "{\"messages\": [{\"role\": \"developer\", \"content\": \"be brief\"}]}"
            func content(_ template: String) throws -> String? {
                try models.host.load(models.chat(over: models.canned(answers: answers, template: template)))
                    .answer(messages).arrayValue?.first?["choices"]?.arrayValue?.first?["message"]?["content"]?
                    .stringValue
            }
            #expect(try content("<{{ messages[0].role }}>{{ messages[0].content }}") == "Brief.")
            #expect(try content("{# developer #}<{{ messages[0].role }}>{{ messages[0].content }}") == "As told.")
        }
    }

    @Test("Several requests are answered in order, each with its own settings")
    func severalRequests() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            let bodies = "[\(body("capital of Spain", "\"max_tokens\": 3")), \(body("else"))]"
            let texts = try model.answer(bodies)["predictions"]?.arrayValue?.map {
                $0["choices"]?.arrayValue?.first?["message"]?["content"]?.stringValue
            }
            #expect(texts == ["Mad", "I do not know."])
            let pieces = try model.pieces(bodies)
            #expect(Set(pieces.map { $0.info["index"]?.intValue }) == [0, 1])
            #expect(Set(pieces.map { $0.value["id"]?.stringValue }).count == 2)
        }
    }

    @Test("Completions answer a prompt as it is")
    func completions() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat(task: "llm/v1/completions")
            let reply = try #require(
                try model.answer("{\"prompt\": \"capital of Spain\", \"max_tokens\": 4, \"n\": 2}").arrayValue?.first)
            #expect(reply["object"] == "text_completion" && reply["id"]?.stringValue?.hasPrefix("cmpl-") == true)
            #expect(reply["usage"] == ["prompt_tokens": 16, "completion_tokens": 8, "total_tokens": 24])
            #expect(
                reply["choices"] == [
                    ["index": 0, "finish_reason": "length", "text": "Madr"],
                    ["index": 1, "finish_reason": "length", "text": "Madr"],
                ])
            let pieces = try model.pieces("{\"prompt\": \"capital of Spain\"}")
            #expect(pieces.allSatisfy { $0.value["object"] == "text_completion" })
            let text = pieces.compactMap { $0.value["choices"]?.listValue?.first?["text"]?.stringValue }.joined()
            #expect(text == "Madrid.")
        }
    }

    @Test("Every optional member that is null counts as absent, alone and beside a request that has it")
    func nulls() throws {
        try ChatModels.with { (models) throws in
            for (task, subject) in [
                ("llm/v1/chat", body("capital of Spain").dropLast()),
                ("llm/v1/completions", #"{"prompt": "capital of Spain""#),
            ] {
                let model = try models.cannedChat(task: task)
                let columns = try #require(model.signature?.inputs?.columns)
                let optional = columns.filter { !$0.isRequired }.compactMap(\.name)
                #expect(optional.count > 10)
                let nulls = optional.map { "\"\($0.text)\": null" }.joined(separator: ", ")
                let given = #""temperature": 0, "max_tokens": 3, "stop": ["x"], "n": 1, "top_p": 0.5, "seed": 1"#
                for (request, answers) in [
                    ("\(subject), \(nulls)}", ["Madrid."]),
                    ("[\(subject), \(nulls)}, \(subject), \(given)}]", ["Madrid.", "Mad"]),
                ] {
                    let reply = try model.answer(request)
                    let choices = try #require((reply["predictions"] ?? reply).arrayValue).map {
                        $0["choices"]?.arrayValue?.first
                    }
                    #expect(choices.map { ($0?["text"] ?? $0?["message"]?["content"])?.stringValue } == answers)
                }
            }
        }
    }

    @Test("Cancelling in the middle stops the model that answers within one token", .timeLimit(.minutes(1)))
    func cancellation() throws {
        try ChatModels.with { (models) throws in
            // The inner model waits before each character.
            let slow = try models.canned()
            let text = String(decoding: try readFile("\(slow)/MLmodel"), as: UTF8.self)
            let changed = text.split(separator: "data: canned.txt").joined(
                separator: "data: canned.txt\n    pause: 0.25")
            try writeFile(changed, to: "\(slow)/MLmodel")
            let model = try models.host.load(models.chat(over: slow))
            let cancellation = Cancellation()
            let stream = try model.stream(
                model.payload(body("long")), call: CallOptions(cancellation: cancellation))
            for _ in 0..<5 { _ = try stream.next() }
            cancellation.cancel()
            #expect(throws: FlavorError(.cancelled, "the call was cancelled")) { while try stream.next() != nil {} }
            let prefix = "c-canned was stopped after "
            var line: String?
            for _ in 0..<5000 where line == nil {
                line = models.log.all.first { $0.hasPrefix(prefix) }
                usleep(1000)
            }
            let count = try #require(line?.dropFirst(prefix.count).split(separator: " ").first.flatMap { Int($0) })
            // The assistant's name and four characters were taken; a fifth may have been under way, and a sixth begun.
            #expect((4...6).contains(count), "\(count) tokens")
        }
    }
}
