import ChatTemplates
import FlavorKit

extension ChatTemplateFile {
    /// What is told to who answers through the model: a single template is a text, several are a map with the default
    /// first; what is not there is left out.
    var description: ValueMap {
        var description = ValueMap()
        let texts = (templates.filter { $0.name == "default" } + templates.filter { $0.name != "default" })
            .map { ($0.name, Value.string($0.text)) }
        if let only = texts.first, texts.count == 1 {
            description["chat_template"] = only.1
        } else if !texts.isEmpty {
            description["chat_template"] = .map(ValueMap(texts))
        }
        let tokens = specialTokens.compactMap { name, token in token.stringValue.map { (name, Value.string($0)) } }
        if !tokens.isEmpty { description["special_tokens"] = .map(ValueMap(tokens)) }
        return description
    }
}
