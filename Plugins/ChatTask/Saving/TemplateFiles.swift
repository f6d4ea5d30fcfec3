import FlavorKit
import PluginFiles

/// Chat templates as files: the first is called "default".
struct TemplateFiles {
    let templates: [(name: String, text: String)]

    /// The folder of a model folder that is this flavor's own.
    private static let folder = ChatTask.key
    /// Transformers' names for the same.
    private static let defaultName = "chat_template.jinja"
    private static let furtherFolder = "additional_chat_templates"
    private static let entryKey = "chat_template"
    private static let furtherKey = "additional_chat_templates"
    /// Where MLflow's transformers flavor keeps its tokenizer, and with it the template.
    private static let transformersFolder = "components/tokenizer"
    private static let mostBytes = 4 << 20

    /// Nil when there are none.
    ///
    /// - Throws: `FlavorError` when a name cannot be one of a file.
    init?(_ templates: [(name: String, text: String)]) throws(FlavorError) {
        for (name, _) in templates where !Self.isName(name) {
            throw FlavorError(
                .invalidArgument,
                "the model that answers: expected names of chat templates without slashes, found another")
        }
        guard let first = templates.first(where: { $0.name == "default" }) ?? templates.first else { return nil }
        self.templates = [("default", first.text)] + templates.filter { $0.name != first.name }
    }

    /// Reads a file that the user names.
    init(file path: String) throws(FlavorError) {
        templates = [("default", try FileSystem.text(at: path, most: Self.mostBytes))]
    }

    /// Reads the files that an entry of this flavor names; nil where it names none.
    init?(entry: ValueMap, folder: String) throws(FlavorError) {
        guard let name = entry[Self.entryKey]?.stringValue else { return nil }
        var templates = [("default", try Self.read(inside: name, folder))]
        for item in entry[Self.furtherKey]?.listValue ?? [] {
            guard let name = item.stringValue, Self.isName(name) else {
                throw FlavorError(
                    .invalidArgument, "MLmodel: \(ChatTask.key).\(Self.furtherKey): expected names of templates")
            }
            templates.append((name, try Self.read(inside: Self.place(of: name), folder)))
        }
        self.templates = templates
    }

    /// What the entry says of the files.
    var entries: ValueMap {
        var entries = ValueMap([(Self.entryKey, .string("\(Self.folder)/\(Self.defaultName)"))])
        let further = templates.dropFirst().map { Value.string($0.name) }
        if !further.isEmpty { entries[Self.furtherKey] = .list(further) }
        return entries
    }

    /// Writes the files into a model folder.
    ///
    /// - Parameter isOwn: Whether the template is another than the model's own: then it takes that one's place where MLflow
    ///   has it, so that MLflow writes the same prompts.
    func write(to folder: String, isOwn: Bool) throws(FlavorError) {
        try FileSystem.createFolder("\(folder)/\(Self.folder)")
        for (index, template) in templates.enumerated() {
            if index == 1 { try FileSystem.createFolder("\(folder)/\(Self.folder)/\(Self.furtherFolder)") }
            let place = index == 0 ? "\(Self.folder)/\(Self.defaultName)" : Self.place(of: template.name)
            try FileSystem.write(template.text, to: "\(folder)/\(place)")
        }
        let tokenizer = "\(folder)/\(Self.transformersFolder)"
        if isOwn, FileSystem.exists(tokenizer) {
            try FileSystem.write(templates[0].text, to: "\(tokenizer)/\(Self.defaultName)")
        }
    }

    /// Whether a template's name can be a file's.
    private static func isName(_ name: String) -> Bool {
        FileSystem.staysInside(name) && !name.utf8.contains(UInt8(ascii: "/"))
    }

    private static func place(of name: String) -> String { "\(folder)/\(furtherFolder)/\(name).jinja" }

    /// Reads a file that an MLmodel names, which may not lie outside its folder.
    private static func read(inside name: String, _ folder: String) throws(FlavorError) -> String {
        let path = "\(folder)/\(name)"
        guard FileSystem.staysInside(name), FileSystem.isInside(folder, path) != false else {
            throw FlavorError(
                .invalidArgument,
                "MLmodel: \(ChatTask.key).\(entryKey): expected a file in the model folder, found a path that leads out of it"
            )
        }
        return try FileSystem.text(at: path, most: mostBytes)
    }
}
