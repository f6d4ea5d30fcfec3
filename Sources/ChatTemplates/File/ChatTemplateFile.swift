import JSON

/// The chat templates of a model folder, and the special tokens that they may name, as transformers finds them.
///
/// `chat_template.jinja` and `additional_chat_templates/NAME.jinja` go before the `chat_template` of
/// `tokenizer_config.json`, which is a text, or a list of templates with names.
public struct ChatTemplateFile: Sendable {
    /// The names of the templates, of which a model with only one has none.
    public var names: [String] { named?.map(\.name) ?? [] }
    /// The texts of the templates, of which one without a name is called `default`; empty where there are none.
    public var templates: [(name: String, text: String)] {
        single.map { [("default", $0.source)] } ?? (named ?? []).map { ($0.name, $0.source) }
    }
    /// `bos_token`, `eos_token` and the other special tokens that are set.
    public let specialTokens: JSONObject

    private let path: String
    private let single: NamedTemplate?
    private let named: [NamedTemplate]?

    /// A template, what it is called, and the file or the field that it is from.
    private struct NamedTemplate: Sendable {
        let name: String
        let source: String
        let origin: String
    }

    /// Reads the templates at a path.
    /// - Parameter path: A folder with a tokenizer's files; a `tokenizer_config.json`; or a file that holds a template, beside
    ///   which special tokens are looked for.
    /// - Throws: ``ChatTemplateError`` with code `input` when a file cannot be read or is not what it should be.
    public init(_ path: String) throws(ChatTemplateError) {
        self.path = path
        guard TextFile.isFolder(path) else {
            if path.hasSuffix(".json") {
                let config = try Self.object(path, isGiven: true)
                (single, named) = try Self.templates(of: config, path)
                specialTokens = try SpecialTokens.read(config, folder: Self.folder(of: path))
            } else {
                single = NamedTemplate(name: "", source: try TextFile.text(path, isGiven: true), origin: path)
                named = nil
                let configPath = Self.folder(of: path) + "/tokenizer_config.json"
                let config = TextFile.exists(configPath) ? try Self.object(configPath) : [:]
                specialTokens = try SpecialTokens.read(config, folder: Self.folder(of: path))
            }
            return
        }
        let configPath = "\(path)/tokenizer_config.json"
        let config = TextFile.exists(configPath) ? try Self.object(configPath) : [:]
        specialTokens = try SpecialTokens.read(config, folder: path)
        let files = try Self.templateFiles(in: path)
        if files.count == 1, let file = files.first, file.name == "default" {
            (single, named) = (file, nil)
        } else if !files.isEmpty {
            (single, named) = (nil, files)
        } else {
            (single, named) = try Self.templates(of: config, configPath)
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func object(_ path: String, isGiven: Bool = false) throws(ChatTemplateError) -> JSONObject {
        let json: JSONValue
        let bytes = try TextFile.bytes(path, isGiven: isGiven)
        do throws(JSONError) { json = try JSONValue(parsing: bytes) } catch {
            throw Failure(.input, "\(path): \(error)")
        }
        guard let object = json.objectValue else {
            throw Failure(.input, "\(path): expected an object, got \(json.kindName)")
        }
        return object
    }

    private static func templateFiles(in folder: String) throws(ChatTemplateError) -> [NamedTemplate] {
        var templates: [NamedTemplate] = []
        let main = "\(folder)/chat_template.jinja"
        if TextFile.exists(main) {
            templates.append(NamedTemplate(name: "default", source: try TextFile.text(main), origin: main))
        }
        let others = "\(folder)/additional_chat_templates"
        for file in TextFile.names(in: others) where file.hasSuffix(".jinja") {
            let name = String(file.dropLast(6))
            let source = try TextFile.text("\(others)/\(file)")
            templates.removeAll { $0.name == name }
            templates.append(NamedTemplate(name: name, source: source, origin: "\(others)/\(file)"))
        }
        return templates
    }

    private static func templates(
        of config: JSONObject, _ path: String
    ) throws(ChatTemplateError) -> (NamedTemplate?, [NamedTemplate]?) {
        let field = "\(path): chat_template"
        switch config["chat_template"] {
        case nil, .null: return (nil, nil)
        case .string(let source): return (NamedTemplate(name: "", source: source, origin: field), nil)
        case .array(let elements):
            var templates: [NamedTemplate] = []
            for (index, element) in elements.enumerated() {
                guard let name = element["name"]?.stringValue, let source = element["template"]?.stringValue else {
                    throw Failure(.input, "\(field)[\(index)]: expected an object with the texts name and template")
                }
                templates.removeAll { $0.name == name }
                templates.append(NamedTemplate(name: name, source: source, origin: "\(field) '\(name)'"))
            }
            return (nil, templates)
        case let other?:
            throw Failure(.input, "\(field): expected a text or a list of templates, got \(other.kindName)")
        }
    }

    /// Parses the template of a name, or the one that transformers takes where none is given.
    ///
    /// Of templates with names that is `tool_use` when there are tools, else `default`.
    /// - Throws: ``ChatTemplateError`` when there is no such template, or when it does not parse.
    public func template(named name: String? = nil, withTools: Bool = false) throws(ChatTemplateError) -> ChatTemplate {
        guard single != nil || named != nil else {
            throw Failure(
                .input,
                "\(path): there is no chat template: neither chat_template.jinja nor a chat_template in tokenizer_config.json"
            )
        }
        let template = try choose(name, withTools)
        return try ChatTemplate(template.source, name: template.origin)
    }

    private func choose(_ name: String?, _ withTools: Bool) throws(ChatTemplateError) -> NamedTemplate {
        guard let named else {
            guard name == nil, let single else {
                throw Failure(.input, "\(path): there is one chat template, and it has no name; leave the name out")
            }
            return single
        }
        let wanted = name.map { [$0] } ?? (withTools ? ["tool_use", "default"] : ["default"])
        for name in wanted {
            if let template = named.first(where: { $0.name == name }) { return template }
        }
        let known = named.map { "'\($0.name)'" }.sorted().joined(separator: ", ")
        throw Failure(
            .input,
            name.map { "\(path): no chat template is named '\($0)'; there are \(known)" }
                ?? "\(path): none of the chat templates is the default; name one of \(known)")
    }
}
