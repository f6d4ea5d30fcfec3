import FlavorHost
import FlavorKit
import Glibc
import JSON
import Logging
import Synchronization
import TestSupport

/// A host with the shipped flavors and the canned one in C, and a folder for models.
struct ChatModels {
    let folder: String
    let host: Host
    let log = LogLines()

    /// The answers of the canned model.
    static let answers = """
        capital of Spain => Madrid.
        spaces => \u{20} \\n two and more
        long => \(String(repeating: "la ", count: 80))
        weather => Let me see.<tool_call>\\n{"name": "get_weather", "arguments": {"city": "Paris"}}\\n</tool_call>
        json => {"name": "nobody", "arguments": {}}
        accents => Zürich, Kraków, 東京.
        \u{20}=> I do not know.

        """
    /// Writes what it is given, so that tests see it in the prompt's length and in what is asked.
    static let template = """
        {{ bos_token }}{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}\
        {% if tools %}<tools>{{ tools | length }}{% endif %}<assistant>
        """

    static func with<Result>(_ body: (ChatModels) throws -> Result) throws -> Result {
        try withTemporaryDirectory { folder in try body(ChatModels(folder: folder)) }
    }

    private init(folder: String) throws {
        self.folder = folder
        let library = try TestPlugins.build("CCanned")
        let place = "\(folder)/flavors/c-canned"
        try makeFolder("\(folder)/flavors")
        try makeFolder(place)
        let plugin = try Host(searchPath: FlavorSearchPath(folders: [])).plugin(atLibrary: library)
        try writeFile(
            PluginManifest(library: "libCCanned.so", descriptor: plugin.descriptor).text, to: "\(place)/flavor.json")
        try writeFile(try readFile(library), to: "\(place)/libCCanned.so")
        host = Host(
            searchPath: FlavorSearchPath(
                folders: ["\(folder)/flavors", "\(Fixtures.repository)/flavors"],
                executableFolder: Self.buildFolder),
            logger: log.logger)
    }

    /// Where the build leaves what it makes: beside the test bundle.
    static var buildFolder: String? {
        Executable.path.map { "/" + $0.split(separator: "/").dropLast().joined(separator: "/") }
    }

    /// Saves the canned model and returns its folder.
    func canned(answers: String = answers, template: String? = template) throws -> String {
        let source = "\(folder)/source-\(UInt32.random(in: 0 ... .max))"
        try makeFolder(source)
        try writeFile(answers, to: "\(source)/canned.txt")
        if let template { try writeFile(template, to: "\(source)/chat_template.jinja") }
        let saved = "\(source)-saved"
        try host.save(SaveRequest(source: source, destination: saved), flavor: "c-canned")
        return saved
    }

    /// Saves a chat over a model and returns its folder.
    func chat(over inner: String, task: String? = nil, options: ValueMap = ValueMap()) throws -> String {
        let saved = "\(folder)/chat-\(UInt32.random(in: 0 ... .max))"
        try host.save(
            SaveRequest(source: inner, destination: saved, task: task, options: options), flavor: "chat-task")
        return saved
    }

    /// Loads a chat over the canned model.
    func cannedChat(task: String? = nil) throws -> Model { try host.load(chat(over: canned(), task: task)) }
}

/// What a host logs from the level of information on.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.lines.withLock { $0.append("\(event.message)") } }
    }
}

extension Model {
    /// Answers the body of a request, as the command and a server do.
    func answer(_ body: String) throws -> JSONValue {
        let payload = try self.payload(body)
        return try payload.reply(predict(payload).value)
    }

    /// The refusal of a request: the sentence, and the reply's document.
    func refusal(of body: String) -> (sentence: String, reply: JSONValue)? {
        let payload: Payload
        do throws(SchemaMismatch) {
            payload = try parsed(body)
        } catch {
            return (error.description, .null)
        }
        do throws(FlavorError) {
            _ = try predict(payload)
            return nil
        } catch {
            return (error.message, payload.reply(error))
        }
    }

    /// The pieces of a streamed answer.
    func pieces(_ body: String, call: CallOptions = CallOptions()) throws -> [Prediction] {
        let stream = try stream(payload(body), call: call)
        var pieces: [Prediction] = []
        while let piece = try stream.next() { pieces.append(piece) }
        return pieces
    }

    func payload(_ body: String) throws -> Payload { try parsed(body) }

    private func parsed(_ body: String) throws(SchemaMismatch) -> Payload {
        try Payload(
            parsing: Array(body.utf8), as: .json, signature: signature, settings: plugin.descriptor.parameters)
    }
}

/// The body of a request for a chat with one message and further members.
func body(_ content: String, _ further: String = "") -> String {
    let message = JSONValue.object(JSONObject([("role", "user"), ("content", .string(content))])).text()
    return "{\"messages\": [\(message)]\(further.isEmpty ? "" : ", \(further)")}"
}
