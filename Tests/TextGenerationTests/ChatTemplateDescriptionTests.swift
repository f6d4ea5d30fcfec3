import ChatTemplates
import FlavorKit
import TestSupport
import Testing

@testable import TextGeneration

@Suite("What a model tells of its chat templates and special tokens")
struct ChatTemplateDescriptionTests {
    private func description(_ files: [String: String]) throws -> ValueMap {
        try withTemporaryDirectory { folder in
            try makeFolder("\(folder)/additional_chat_templates")
            for (name, text) in files { try writeFile(text, to: "\(folder)/\(name)") }
            return try ChatTemplateFile(folder).description
        }
    }

    @Test("Nothing where there is nothing")
    func nothing() throws { #expect(try description([:]).isEmpty) }

    @Test("Tokens of the older file over those of a configuration without added tokens, and those of a model's own")
    func tokens() throws {
        let configuration =
            "{\"bos_token\": \"<new>\", \"pad_token\": null, \"extra_special_tokens\": {\"image_token\": \"<i>\"}}"
        let map =
            "{\"bos_token\": \"<old>\", \"eos_token\": \"</old>\", \"pad_token\": {\"content\": \"<p>\", \"lstrip\": false}}"
        let tokens = try description(["tokenizer_config.json": configuration, "special_tokens_map.json": map])
        #expect(
            tokens["special_tokens"] == [
                "bos_token": "<old>", "eos_token": "</old>", "pad_token": "<p>", "image_token": "<i>",
            ])
    }

    @Test("The template of the configuration, unless a file has one")
    func template() throws {
        let configuration =
            "{\"chat_template\": \"configured\", \"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}}"
        let configured = try description(["tokenizer_config.json": configuration])
        #expect(configured["chat_template"] == "configured")
        #expect(configured["special_tokens"] == ["bos_token": "<s>", "eos_token": "</s>"])
        let file = try description(["tokenizer_config.json": configuration, "chat_template.jinja": "from a file"])
        #expect(file["chat_template"] == "from a file")
    }

    @Test("Several templates are a map with the default first")
    func several() throws {
        let list = """
            {"chat_template": [{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "plain"}]}
            """
        let map = try description(["tokenizer_config.json": list])["chat_template"]?.mapValue
        #expect(map == ["default": "plain", "tool_use": "tools"])
        let files = ["chat_template.jinja": "plain", "additional_chat_templates/tool_use.jinja": "tools"]
        #expect(try description(files)["chat_template"]?.mapValue == ["default": "plain", "tool_use": "tools"])
    }
}
