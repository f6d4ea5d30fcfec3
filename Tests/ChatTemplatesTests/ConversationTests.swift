import ChatTemplates
import JSON
import Testing

@Suite("The rules of apply_chat_template")
struct ConversationTests {
    @Test("Keys whose value is null count as absent, in messages and not below")
    func nulls() throws {
        let messages: JSONValue = [["role": "user", "content": nil, "x": [nil, ["a": nil]]]]
        #expect(try render("{{ messages }}", messages: messages) == "[{'role': 'user', 'x': [None, {'a': None}]}]")
    }

    @Test("Reasoning is found under all its names", arguments: ["reasoning_content", "thinking", "reasoning"])
    func reasoning(_ name: String) throws {
        let messages: JSONValue = .array([.object(["role": "assistant", name: "why"])])
        let text = try render(
            "{% for m in messages %}{{ m.reasoning_content }}|{{ m.thinking }}{% endfor %}", messages: messages)
        #expect(text == "why|why")
    }

    @Test("The first of two names wins, and what is called thinking stays")
    func reasoningOrder() throws {
        let messages: JSONValue = [["role": "assistant", "reasoning": "c", "thinking": "b"]]
        #expect(
            try render("{{ messages[0] }}", messages: messages)
                == "{'thinking': 'b', 'role': 'assistant', 'reasoning': 'c', 'reasoning_content': 'b'}")
    }

    @Test("Tools, documents and the prompt are always defined; special tokens only where set; variables go before them")
    func names() throws {
        #expect(try render("{{ tools }} {{ documents }} {{ add_generation_prompt }}") == "None None False")
        #expect(try render("{{ pad_token is defined }}{{ bos_token }}", ["bos_token": "B"]) == "FalseB")
        let template = try ChatTemplate("{{ bos_token is defined }}{{ range(2) | list }}")
        #expect(try template.render(messages: [[:]]) == "False[0, 1]")
        #expect(try template.render(messages: [[:]], variables: ["bos_token": nil]) == "True[0, 1]")
    }

    @Test("A final message is continued up to where it ends")
    func continuation() throws {
        let template = try ChatTemplate("{% for m in messages %}<{{ m.content }}>{% endfor %}!")
        let messages: JSONValue = [["role": "user", "content": "a"], ["role": "assistant", "content": "b "]]
        #expect(try template.render(messages: messages, continuing: Continuation()) == "<a><b ")
        let trimming = try ChatTemplate("{% for m in messages %}<{{ m.content | trim }}>{% endfor %}!")
        #expect(try trimming.render(messages: messages, continuing: Continuation()) == "<a><b")
        let parts: JSONValue = [["role": "assistant", "content": [["type": "text", "text": "x"], ["type": "image"]]]]
        let listing = try ChatTemplate("{% for p in messages[0].content %}[{{ p.text }}]{% endfor %}")
        #expect(try listing.render(messages: parts, continuing: Continuation()) == "[x")
    }

    /// Continuations that are refused, and the words.
    static let refused: [(String, JSONValue, String, String)] = [
        ("{{ messages[0].content }}", [["role": "user"]], "content", "has no \"content\" to continue"),
        ("{{ messages[0].role }}", [["role": "user", "content": "x"]], "content", "not an accepted field"),
        ("{{ 'content' }}", [["content": "x"]], "content", "does not appear in the chat"),
        ("{{ messages[0].content }}", [["content": 5]], "content", "is no text, but integer"),
        ("{{ messages[0].content }}", [["content": [["type": "image"]]]], "content", "could not find any text"),
    ]

    @Test("A continuation that cannot be", arguments: refused)
    func refusals(_ source: String, _ messages: JSONValue, _ field: String, _ words: String) throws {
        let template = try ChatTemplate(source)
        let error = try #require(throws: ChatTemplateError.self) {
            try template.render(messages: messages, continuing: Continuation(field: field))
        }
        #expect(error.code == .input)
        #expect(error.reason.contains(words))
    }

    @Test("A continuation and the beginning of a new message exclude each other")
    func contradiction() throws {
        let template = try ChatTemplate("{{ messages[0].content }}")
        let error = try #require(throws: ChatTemplateError.self) {
            try template.render(messages: [["content": "x"]], addGenerationPrompt: true, continuing: Continuation())
        }
        #expect(error.reason.contains("not compatible"))
    }

    @Test("The clock is the one that is given")
    func clock() throws {
        #expect(
            try render("{{ strftime_now('%d %b %Y, %H:%M:%S.%f %A %j%z') }}")
                == "09 Mar 2025, 07:05:03.000042 Sunday 068")
        let template = try ChatTemplate("{{ strftime_now('%Y') }}")
        #expect(try template.render(messages: [[:]]) == String(LocalTime.now().year))
    }
}
