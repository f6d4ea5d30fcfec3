import FlavorHost
import FlavorKit
import Glibc

/// The checks that every flavor has to pass, for its author to run on the built library.
///
///     let findings = try FlavorConformance(library: ".build/debug/libMyFlavor.so", source: "model-folder", input: "a text").run()
///     #expect(findings.allSatisfy { $0.failure == nil })
///
/// The library is opened as the host opens it, so this is also a test of its build.
public struct FlavorConformance: Sendable {
    /// The flavor's library.
    public var library: String
    /// A folder in one of the flavor's formats, to save from.
    public var source: String
    /// An input that a model from there answers, always with the same result.
    public var input: Value
    /// Parameters to go with it.
    public var parameters: ValueMap
    /// How many threads a prediction may use.
    public var threads: Int

    /// Creates the checks for one flavor.
    public init(
        library: String, source: String, input: Value, parameters: ValueMap = ValueMap(), threads: Int = 1
    ) {
        self.library = library
        self.source = source
        self.input = input
        self.parameters = parameters
        self.threads = threads
    }

    /// What one check found.
    public struct Finding: Sendable, CustomStringConvertible {
        /// What was checked, as a claim.
        public let claim: String
        /// What was found instead, or nil.
        public let failure: String?

        public var description: String { failure.map { "\(claim): \($0)" } ?? claim }
    }

    /// Runs all checks.
    ///
    /// - Throws: `FlavorError` when the library cannot be opened or knows no format that the source has; everything else is a
    ///   finding.
    public func run() throws -> [Finding] {
        let plugin = try Host(searchPath: FlavorSearchPath(folders: [])).plugin(atLibrary: library)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let subject = try Subject(self, plugin: plugin, scratch: folder.path)
        return ConformanceCheck.all.map { check in
            do {
                try check.body(subject)
                return Finding(claim: check.claim, failure: nil)
            } catch {
                return Finding(claim: check.claim, failure: "\(error)")
            }
        }
    }
}

/// A flavor under test with what its checks share.
struct Subject {
    let conformance: FlavorConformance
    let plugin: LoadedPlugin
    let scratch: String
    let format: FlavorDescriptor.Format

    init(_ conformance: FlavorConformance, plugin: LoadedPlugin, scratch: String) throws {
        self.conformance = conformance
        self.plugin = plugin
        self.scratch = scratch
        let formats = plugin.descriptor.formats.filter(\.save)
        guard let format = formats.first(where: { FormatMatch.missing($0, in: conformance.source) == nil }) else {
            throw FlavorError(
                .invalidArgument,
                "\(conformance.source): has none of the formats that \(plugin.descriptor.id) saves from")
        }
        self.format = format
    }

    /// Saves into a fresh folder.
    func save(_ name: String) throws -> (entries: SavedEntries, folder: String) {
        let folder = "\(scratch)/\(name)"
        guard mkdir(folder, 0o755) == 0 else { throw FlavorError(.unavailable, "\(folder) cannot be made") }
        return (try plugin.save(source: conformance.source, format: format.name, folder: folder), folder)
    }

    /// Saves into a fresh folder and loads from there.
    func savedModel(_ name: String) throws -> PluginModel {
        let (entries, folder) = try save(name)
        return try load(entries, folder: folder)
    }

    /// Whether a model has files beside its entries; saves one to see.
    func keepsFiles(_ name: String) throws -> Bool { try !Files.list(save(name).folder).isEmpty }

    /// Loads what a save answered.
    func load(_ entries: SavedEntries, folder: String) throws -> PluginModel {
        guard let key = entries.claimedKey(by: plugin.descriptor) else {
            throw FlavorError(.internal, "the save answered with no key that the flavor claims")
        }
        return try plugin.load(
            folder: folder, key: key, flavors: entries.flavors, metadata: .map(entries.metadata),
            call: CallOptions(threads: conformance.threads))
    }

    /// The answer of a model to the author's input.
    func answer(of model: PluginModel, options: CallOptions? = nil) throws -> Value {
        try model.predict(
            conformance.input, parameters: conformance.parameters,
            options: options ?? CallOptions(threads: conformance.threads)
        ).value
    }
}

/// A folder that goes away with its use.
private struct TemporaryFolder {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/flavor-conformance-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FlavorError(.unavailable, "\(base): no folder can be made here: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() { try? Files.remove(path) }
}
