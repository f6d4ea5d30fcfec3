import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("A request that cannot be answered")
struct RefusalTests {
    /// A body, and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let sentence: String
        /// The member of the request that is at fault.
        let place: String?
        var testDescription: String { String(body.prefix(90)) }

        init(_ body: String, _ place: String?, _ clause: String) {
            self.body = body
            self.place = place
            sentence = (place ?? "input") + ": " + clause
        }
    }

    private static func with(_ further: String, _ place: String, _ clause: String) -> Case {
        Case(body("x", further), place, clause)
    }

    private static let roles = "expected one of system, developer, user, assistant, tool, function, found another"

    static let cases = [
        Case("{\"messages\": []}", "messages", "expected at least one message, found an empty list"),
        Case("{\"messages\": \"hello\"}", "messages", "expected a list, found string"),
        Case("{\"messages\": null}", "messages", "expected a list, found null"),
        Case("{\"messages\": [5]}", "messages[0]", "expected an object, found integer"),
        Case("{\"messages\": [{\"content\": \"x\"}]}", "messages[0]", "expected the property \"role\", found none"),
        Case("{\"messages\": [{\"role\": \"wizard\", \"content\": \"x\"}]}", "messages[0].role", roles),
        Case(
            "{\"messages\": [{\"role\": 5, \"content\": \"x\"}]}", "messages[0].role", "expected string, found integer"),
        Case(
            "{\"messages\": [{\"role\": \"user\", \"content\": 5}]}", "messages[0].content",
            "expected string or null, found integer"),
        Case(
            "{\"messages\": [{\"role\": \"user\", \"content\": {\"a\": 1}}]}", "messages[0].content",
            "expected string or null, found map"),
        Case("{\"messages\": [{\"role\": \"user\"}]}", "messages[0].content", "expected a string, found nothing"),
        Case(
            "{\"messages\": [{\"role\": \"user\", \"content\": null}]}", "messages[0].content",
            "expected a string, found nothing"),
        Case(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\"}]}",
            "messages[1].content", "expected a string, found nothing"),
        with("\"max_tokens\": -1", "max_tokens", "expected an integer 0 or more, found -1"),
        with("\"max_completion_tokens\": -3", "max_completion_tokens", "expected an integer 0 or more, found -3"),
        with("\"max_tokens\": \"many\"", "max_tokens", "expected long or null, found string"),
        with("\"n\": 0", "n", "expected an integer from 1 to 128, found 0"),
        with("\"n\": -1", "n", "expected an integer from 1 to 128, found -1"),
        with("\"n\": 10000", "n", "expected an integer from 1 to 128, found 10000"),
        with(
            "\"stop\": [\((0..<1000).map { "\"\($0)\"" }.joined(separator: ", "))]", "stop",
            "expected at most 16 strings, found 1000"),
        with("\"stop\": [\"a\", \"\"]", "stop[1]", "expected a string that is not empty, found an empty one"),
        with("\"temperature\": -0.5", "temperature", "expected a number from 0 to 2, found -0.5"),
        with("\"temperature\": 3", "temperature", "expected a number from 0 to 2, found 3"),
        with("\"top_p\": 1.5", "top_p", "expected a number from 0 to 1, found 1.5"),
        with("\"top_k\": -1", "top_k", "expected an integer 0 or more, found -1"),
        with("\"frequency_penalty\": 7", "frequency_penalty", "expected a number from -2 to 2, found 7"),
        with("\"top_logprobs\": 3", "top_logprobs", "expected logprobs: true beside it, found none"),
        with(
            "\"logprobs\": true, \"top_logprobs\": 50", "top_logprobs", "expected an integer from 0 to 20, found 50"),
        with(
            "\"response_format\": {\"form\": \"json\"}", "response_format.type",
            "expected text, json_object or json_schema, found nothing"),
        with(
            "\"response_format\": {\"type\": \"json_schema\"}", "response_format.json_schema.schema",
            "expected a JSON schema, found none"),
        with(
            "\"stream_options\": {\"include_usage\": 1}", "stream_options.include_usage",
            "expected true or false, found integer"),
        with("\"tool_choice\": \"sometimes\"", "tool_choice", "expected auto or none, found another"),
        with("\"tool_choice\": 5", "tool_choice", "expected auto or none, found integer"),
        with(
            "\"tools\": [{\"type\": \"plugin\"}]", "tools[0].type", "expected function, found another"),
        with("\"tools\": [{\"type\": \"function\"}]", "tools[0].function.name", "expected a string, found nothing"),
        // What the model behind, which is canned, cannot do.
        with("\"temperature\": 0.5", "temperature", lacks("temperature")),
        with("\"logprobs\": true", "logprobs", lacks("logprobs")),
        with("\"presence_penalty\": 0.5", "presence_penalty", lacks("presence_penalty")),
        with("\"response_format\": {\"type\": \"json_object\"}", "response_format", lacks("json_schema")),
        with(
            "\"tool_choice\": \"required\"", "tool_choice",
            "expected auto or none, found a call that must be made, which cannot be promised: drop it"),
    ]

    private static func lacks(_ parameter: String) -> String {
        "the model that answers has no parameter \(parameter) (its flavor is c-canned): drop it"
    }

    @Test("Is refused with one sentence, in OpenAI's form", arguments: cases)
    func refused(example: Case) throws {
        try ChatModels.with { (models) throws in
            let (sentence, reply) = try #require(models.cannedChat().refusal(of: example.body))
            #expect(sentence == example.sentence)
            let expected: JSONValue = [
                "error": [
                    "message": .string(example.sentence), "type": "invalid_request_error",
                    "param": example.place.map(JSONValue.string) ?? .null, "code": .null,
                ]
            ]
            #expect(reply == expected)
        }
    }

    @Test("A request without messages is refused")
    func noMessages() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            #expect(
                model.refusal(of: "{\"prompt\": \"x\"}")?.reply["error"]?["message"]
                    == "input: expected the required column \"messages\", found others: \"prompt\"")
        }
    }

    @Test("A template that raises is told with its own words")
    func raising() throws {
        try ChatModels.with { (models) throws in
            let template = "{{ raise_exception('roles must alternate') }}"
            let model = try models.host.load(models.chat(over: models.canned(template: template)))
            let (sentence, reply) = try #require(model.refusal(of: body("x")))
            #expect(sentence.hasPrefix("messages: ") && sentence.contains("roles must alternate"))
            #expect(reply["error"]?["type"] == "invalid_request_error" && reply["error"]?["param"] == "messages")
        }
    }

    @Test("Tools are refused where the template writes none")
    func noTools() throws {
        try ChatModels.with { (models) throws in
            let template = "{{ messages[0].content }}"
            let model = try models.host.load(models.chat(over: models.canned(template: template)))
            let tool =
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\": {\"properties\": {}}}}]"
            #expect(
                model.refusal(of: body("x", tool))?.sentence
                    == "tools: the chat template of this model writes none: drop them")
        }
    }

    @Test("Of several requests the one at fault is named, before any is answered")
    func severalRequests() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            let bodies = "[\(body("x")), \(body("x", "\"n\": 0"))]"
            #expect(model.refusal(of: bodies)?.sentence == "[1].n: expected an integer from 1 to 128, found 0")
        }
    }

    @Test("A prompt of the wrong type is refused in completions")
    func completions() throws {
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat(task: "llm/v1/completions")
            #expect(model.refusal(of: "{\"prompt\": 5}")?.sentence == "prompt: expected string, found integer")
            #expect(
                model.refusal(of: "{\"prompt\": \"x\", \"n\": 200}")?.reply["error"]?["param"] == "n")
        }
    }

    @Test("Any request gets a reply, or a sentence on one line")
    func anything() throws {
        let names = [
            "messages", "temperature", "max_tokens", "max_completion_tokens", "stop", "n", "stream", "top_p", "top_k",
            "frequency_penalty", "tools", "tool_choice", "seed", "logprobs", "top_logprobs", "response_format",
            "stream_options", "custom_inputs", "model", "stranger",
        ]
        let values = [
            "null", "true", "0", "1", "-1", "2", "1.5", "-0.0", "1e300", "9223372036854775807", "-9223372036854775808",
            "\"\"", "\"auto\"", "\"x\"", "[]", "{}", "[null]", "[\"a\"]", "[[]]", "[{}]", "{\"type\": \"json_schema\"}",
            "[{\"role\": \"user\", \"content\": \"x\"}]", "[{\"role\": \"tool\", \"content\": \"x\"}]",
            "[{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"1\", \"type\": \"function\", \"function\": "
                + "{\"name\": \"f\", \"arguments\": \"{\\\"a\\\": [\"}}]}]",
            "[{\"type\": \"function\", \"function\": {\"name\": \"\", \"parameters\": {\"properties\": {}}}}]",
        ]
        try ChatModels.with { (models) throws in
            let model = try models.cannedChat()
            var random = SeededRandom(seed: 11)
            for _ in 0..<400 {
                var members = ["\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]"]
                for _ in 0...random.next(3) {
                    members.append("\"\(names[random.next(names.count)])\": \(values[random.next(values.count)])")
                }
                let body = "{\(members.joined(separator: ", "))}"
                if let (sentence, _) = model.refusal(of: body) {
                    #expect(!sentence.isEmpty && !sentence.contains(where: \.isNewline), "\(body)")
                    #expect(!sentence.contains("internal"), "\(body)")
                }
            }
        }
    }
}
