import FlavorKit
import JSON
import PluginFiles

/// What the files beside a tokenizer tell: chat templates and special tokens, as transformers reads them.
package struct TokenizerFacts: Sendable {
    /// Chat templates by name, the first for all that no other is for; empty where there are none.
    private let templates: [(name: String, text: String)]
    /// Texts by name, such as `bos_token`.
    private let specialTokens: ValueMap

    private static let configurationName = "tokenizer_config.json"
    private static let defaultName = "default"
    private static let templateName = "chat_template.jinja"
    private static let furtherFolder = "additional_chat_templates"
    private static let furtherSuffix = ".jinja"
    private static let mostTemplateBytes = 4 << 20
    private static let tokenNames = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// Reads the files of a folder; what is not there tells nothing.
    ///
    /// - Throws: `FlavorError`: the file, expected and found.
    package init(folder: String) throws(FlavorError) {
        let path = "\(folder)/\(Self.configurationName)"
        let configuration = try FileSystem.object(at: path) ?? JSONObject()
        let map = try FileSystem.object(at: "\(folder)/special_tokens_map.json") ?? JSONObject()
        var tokens = ValueMap()
        for name in Self.tokenNames {
            // The configuration goes before the map, which older versions wrote beside it.
            if let text = Self.text(of: configuration[name]) ?? Self.text(of: map[name]) {
                tokens[name] = .string(text)
            }
        }
        for (name, token) in configuration["extra_special_tokens"]?.objectValue ?? JSONObject() {
            if let text = Self.text(of: token) { tokens[name] = .string(text) }
        }
        specialTokens = tokens
        templates = try Self.templates(configuration["chat_template"], folder: folder, file: path)
    }

    /// A token is a text, or an object with its content.
    private static func text(of token: JSONValue?) -> String? { token?.stringValue ?? token?["content"]?.stringValue }

    /// The template files go before the configuration, as in transformers.
    private static func templates(
        _ configured: JSONValue?, folder: String, file: String
    ) throws(FlavorError) -> [(name: String, text: String)] {
        var templates: [(name: String, text: String)] = []
        let path = "\(folder)/\(templateName)"
        if FileSystem.exists(path) {
            templates.append((defaultName, try FileSystem.text(at: path, most: mostTemplateBytes)))
        }
        for name in FileSystem.names(in: "\(folder)/\(furtherFolder)", endingIn: furtherSuffix) {
            let text = try FileSystem.text(at: "\(folder)/\(furtherFolder)/\(name)", most: mostTemplateBytes)
            templates.append((String(name.dropLast(furtherSuffix.count)), text))
        }
        if !templates.isEmpty { return templates }
        switch configured {
        case nil, .null?: return []
        case .string(let text)?: return [(defaultName, text)]
        case .array(let items)?:
            for (index, item) in items.enumerated() {
                guard let name = item["name"]?.stringValue, let text = item["template"]?.stringValue else {
                    throw FlavorError(
                        .invalidArgument, "\(file): chat_template[\(index)]: expected an object with name and template")
                }
                templates.append((name, text))
            }
            return templates.filter { $0.name == defaultName } + templates.filter { $0.name != defaultName }
        case let other?:
            throw FlavorError(
                .invalidArgument, "\(file): chat_template: expected a string or a list, found \(other.kindName)")
        }
    }

    /// What is told to who answers through the model; a single template is a text, several are a map.
    var description: ValueMap {
        var description = ValueMap()
        if templates.count == 1 {
            description["chat_template"] = .string(templates[0].text)
        } else if !templates.isEmpty {
            description["chat_template"] = .map(ValueMap(templates.map { ($0.name, .string($0.text)) }))
        }
        if !specialTokens.isEmpty { description["special_tokens"] = .map(specialTokens) }
        return description
    }
}
