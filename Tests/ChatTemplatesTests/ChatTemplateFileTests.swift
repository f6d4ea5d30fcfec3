import ChatTemplates
import Glibc
import JSON
import TestSupport
import Testing

@Suite("The chat templates of a model folder")
struct ChatTemplateFileTests {
    private static let messages: JSONValue = [["role": "user", "content": "Hi"]]

    /// Writes files into a fresh folder and reads its templates.
    private func withFolder<Result>(
        _ files: [String: String], _ body: (String) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { folder in
            for (name, text) in files.sorted(by: { $0.key < $1.key }) {
                if let slash = name.lastIndex(of: "/") { try makeFolder("\(folder)/\(name[..<slash])") }
                try writeFile(text, to: "\(folder)/\(name)")
            }
            return try body(folder)
        }
    }

    private func rendered(_ files: [String: String], named name: String? = nil, tools: Bool = false) throws -> String {
        try withFolder(files) { folder in
            let file = try ChatTemplateFile(folder)
            return try file.template(named: name, withTools: tools)
                .render(messages: Self.messages, specialTokens: file.specialTokens)
        }
    }

    private func refusal(_ files: [String: String], named name: String? = nil) throws -> String {
        try withFolder(files) { folder in
            let error = try #require(throws: ChatTemplateError.self) {
                try ChatTemplateFile(folder).template(named: name)
            }
            return error.description.replacing(folder, with: "DIR")
        }
    }

    @Test("A text in tokenizer_config.json, with the tokens beside it")
    func config() throws {
        let config =
            #"{"chat_template": "{{ bos_token }}{{ eos_token }}{{ pad_token is defined }}{{ image_token }}", "#
            + #""bos_token": "<s>", "eos_token": {"content": "</s>", "special": true}, "pad_token": null, "image_token": "<i>"}"#
        #expect(try rendered(["tokenizer_config.json": config]) == "<s></s>False<i>")
    }

    @Test("A file goes before the configuration, and others have names")
    func files() throws {
        let config = #"{"chat_template": "config"}"#
        #expect(try rendered(["tokenizer_config.json": config, "chat_template.jinja": "file"]) == "file")
        let several = [
            "tokenizer_config.json": config, "chat_template.jinja": "file",
            "additional_chat_templates/tool_use.jinja": "tools", "additional_chat_templates/rag.jinja": "rag",
        ]
        #expect(try rendered(several) == "file")
        #expect(try rendered(several, tools: true) == "tools")
        #expect(try rendered(several, named: "rag") == "rag")
        #expect(
            try refusal(several, named: "x")
                == "DIR: no chat template is named 'x'; there are 'default', 'rag', 'tool_use'")
    }

    @Test("A list of templates with names")
    func list() throws {
        let both = #"{"chat_template": [{"name": "default", "template": "d"}, {"name": "tool_use", "template": "t"}]}"#
        #expect(try rendered(["tokenizer_config.json": both]) == "d")
        #expect(try rendered(["tokenizer_config.json": both], tools: true) == "t")
        let other = #"{"chat_template": [{"name": "rag", "template": "r"}]}"#
        #expect(try rendered(["tokenizer_config.json": other], named: "rag") == "r")
        #expect(
            try refusal(["tokenizer_config.json": other])
                == "DIR: none of the chat templates is the default; name one of 'rag'")
    }

    @Test("special_tokens_map.json counts for configurations of the old kind only")
    func tokensMap() throws {
        let map = #"{"bos_token": "<map>"}"#
        let old = #"{"chat_template": "{{ bos_token }}", "bos_token": "<s>"}"#
        #expect(try rendered(["tokenizer_config.json": old, "special_tokens_map.json": map]) == "<map>")
        let new = #"{"chat_template": "{{ bos_token }}", "bos_token": "<s>", "added_tokens_decoder": {}}"#
        #expect(try rendered(["tokenizer_config.json": new, "special_tokens_map.json": map]) == "<s>")
    }

    @Test("A file by itself: a configuration, or a template with the tokens beside it")
    func single() throws {
        let config = #"{"chat_template": "c", "bos_token": "<s>"}"#
        try withFolder(["tokenizer_config.json": config, "t.jinja": "{{ bos_token }}"]) { folder in
            #expect(
                try ChatTemplateFile("\(folder)/tokenizer_config.json").template().render(messages: Self.messages)
                    == "c")
            let file = try ChatTemplateFile("\(folder)/t.jinja")
            #expect(file.specialTokens["bos_token"] == "<s>")
        }
    }

    @Test("What is wrong is said with the file and the field")
    func refusals() throws {
        #expect(
            try refusal([:])
                == "DIR: there is no chat template: neither chat_template.jinja nor a chat_template in tokenizer_config.json"
        )
        #expect(try refusal(["tokenizer_config.json": "{"]).hasPrefix("DIR/tokenizer_config.json: line 1, column 2: "))
        #expect(
            try refusal(["tokenizer_config.json": "[]"]) == "DIR/tokenizer_config.json: expected an object, got array")
        #expect(
            try refusal(["tokenizer_config.json": #"{"chat_template": 5}"#])
                == "DIR/tokenizer_config.json: chat_template: expected a text or a list of templates, got integer")
        #expect(
            try refusal(["tokenizer_config.json": #"{"chat_template": [{"name": "x"}]}"#])
                == "DIR/tokenizer_config.json: chat_template[0]: expected an object with the texts name and template")
        #expect(
            try refusal(["tokenizer_config.json": #"{"chat_template": "x", "bos_token": 5}"#])
                == "DIR/tokenizer_config.json: bos_token: expected a token, got integer")
        #expect(
            try refusal(["chat_template.jinja": "{{ x"])
                == "DIR/chat_template.jinja: line 1, column 5: expected '}}', found end of template")
        #expect(
            try refusal(["chat_template.jinja": "x"], named: "y")
                == "DIR: there is one chat template, and it has no name; leave the name out")
        let error = try #require(throws: ChatTemplateError.self) { try ChatTemplateFile("/nonexistent") }
        #expect(error.description == "/nonexistent: No such file or directory")
    }

    @Test("A folder without templates tells its tokens all the same")
    func tokensAlone() throws {
        try withFolder(["tokenizer_config.json": #"{"bos_token": "<s>"}"#]) { folder in
            let file = try ChatTemplateFile(folder)
            #expect(file.templates.isEmpty && file.specialTokens == ["bos_token": "<s>"])
        }
    }

    @Test("The texts of the templates, of which a single one is the default")
    func texts() throws {
        try withFolder(["chat_template.jinja": "a", "additional_chat_templates/rag.jinja": "b"]) { folder in
            let templates = try ChatTemplateFile(folder).templates
            #expect(templates.map(\.name) == ["default", "rag"] && templates.map(\.text) == ["a", "b"])
            let single = try ChatTemplateFile("\(folder)/chat_template.jinja").templates
            #expect(single.map(\.name) == ["default"] && single.map(\.text) == ["a"])
        }
    }

    @Test("A folder's pipe is never waited for")
    func pipe() throws {
        try withTemporaryDirectory { folder in
            #expect(mkfifo("\(folder)/chat_template.jinja", 0o644) == 0)
            let error = try #require(throws: ChatTemplateError.self) { try ChatTemplateFile(folder) }
            #expect(error.description == "\(folder)/chat_template.jinja: expected a file, got something else")
        }
    }

    @Test("Text that is no UTF-8 is refused")
    func encoding() throws {
        try withTemporaryDirectory { folder in
            try writeFile([0x61, 0xFF], to: "\(folder)/chat_template.jinja")
            let error = try #require(throws: ChatTemplateError.self) { try ChatTemplateFile(folder) }
            #expect(error.description == "\(folder)/chat_template.jinja: the text is not UTF-8")
        }
    }
}
