import CFlavor
import FlavorKit
import JSON
import Logging
import Synchronization

/// A host: finds flavors, opens them when they are needed, loads and saves models with them.
///
/// It knows no model type. One process may have several hosts; each opens a flavor's library once.
public final class Host: Sendable {
    /// The flavors that were found when the host was made.
    public let catalogue: PluginCatalogue
    let logger: Logger
    private let table: HostTable
    private let opened = Mutex<[String: LoadedPlugin]>([:])
    /// Why libraries could not be opened ahead, by path; told once, and not found out twice.
    private let failedAhead = Mutex<[String: FlavorError]>([:])
    /// The flavors whose library has been compared with their manifest.
    private let checked = Mutex<Set<String>>([])
    private nonisolated(unsafe) let tablePointer: UnsafePointer<flavor_host>

    /// Creates a host that looks for flavors on a search path; opens no library.
    public convenience init(searchPath: FlavorSearchPath = .standard(), logger: Logger = Logger(label: "flavorhost")) {
        self.init(catalogue: PluginCatalogue(searchPath), logger: logger)
        logProblems()
    }

    /// Creates a host with the flavors that were found; opens no library, and logs nothing.
    ///
    /// - Parameter givesHeadStart: Whether it opens libraries for a model that is about to be loaded, in a process that will
    ///   end without destructors: plug-ins may then begin in their entry what a load waits for.
    package init(catalogue: PluginCatalogue, logger: Logger, givesHeadStart: Bool = false) {
        self.logger = logger
        self.catalogue = catalogue
        let models = ModelService()
        table = HostTable(logger: logger, models: models, givesHeadStart: givesHeadStart)
        tablePointer = table.makePointer()
        models.host = self
    }

    /// Logs the manifests that could not be read.
    package func logProblems() {
        for problem in catalogue.problems { logger.warning("\(problem)") }
    }

    /// Opens a flavor's library, or gives the one that is open.
    ///
    /// - Throws: `FlavorError` with `notFound` for an unknown id or a missing library, and what opening throws.
    public func plugin(_ id: String) throws(FlavorError) -> LoadedPlugin {
        guard let flavor = catalogue[id] else { throw unknownFlavor(id) }
        guard let libraryPath = flavor.libraryPath else { throw Host.missingLibrary(flavor) }
        if checked.withLock({ $0.contains(id) }) { return try self.plugin(atLibrary: libraryPath) }
        try SHA256.check(libraryPath, against: flavor)
        let plugin = try self.plugin(atLibrary: libraryPath)
        try check(plugin, against: flavor)
        checked.withLock { _ = $0.insert(id) }
        return plugin
    }

    /// Opens a library that needs no manifest, or gives the one that is open.
    ///
    /// - Throws: `FlavorError`: the file is missing, of another kind, not trusted, without entry, or its entry fails.
    public func plugin(atLibrary path: String) throws(FlavorError) -> LoadedPlugin {
        let path = Files.absolute(path)
        if let error = failedAhead.withLock({ $0.removeValue(forKey: path) }) { throw error }
        let result: Result<LoadedPlugin, FlavorError> = opened.withLock { opened in
            if let plugin = opened[path] { return .success(plugin) }
            return Result { () throws(FlavorError) in
                let plugin = try LoadedPlugin(path: path, table: table, tablePointer: tablePointer)
                opened[path] = plugin
                return plugin
            }
        }
        return try result.get()
    }

    /// Opens the library of the flavor that would load a model, before anybody asks for it; touches nothing else.
    ///
    /// What fails is told to who asks for the flavor first. A library with a digest is left to them, too: reading it takes longer
    /// than what would be gained.
    package func openAhead(for path: String) {
        guard let reference = try? ModelReference(path, isGuess: true),
            let flavor = try? choose(nil, for: reference, path: path).0, flavor.manifest.sha256 == nil,
            let library = flavor.libraryPath
        else { return }
        do {
            _ = try plugin(atLibrary: library)
        } catch {
            failedAhead.withLock { $0[Files.absolute(library)] = error }
        }
    }

    static func missingLibrary(_ flavor: InstalledFlavor) -> FlavorError {
        FlavorError(
            .notFound,
            "flavor \"\(flavor.id)\": its library \(flavor.manifest.library) is missing beside \(flavor.manifestPath): "
                + "build it with swift build, or install it again")
    }

    private func check(_ plugin: LoadedPlugin, against flavor: InstalledFlavor) throws(FlavorError) {
        guard plugin.descriptor != flavor.descriptor else { return }
        let command = "flavor manifest \(plugin.path) > \(flavor.manifestPath)"
        let sentence =
            "\(flavor.manifestPath): the manifest disagrees with what \(plugin.path) says of itself: run \(command)"
        guard flavor.isInstalled else {
            logger.warning("\(sentence)")
            return
        }
        throw FlavorError(.failedPrecondition, sentence)
    }

    func unknownFlavor(_ id: String) -> FlavorError {
        let known = catalogue.flavors.map(\.id).joined(separator: ", ")
        return FlavorError(
            .notFound,
            "no flavor \"\(ABI.oneLine(id))\" is installed: expected one of \(known.isEmpty ? "none" : known)")
    }
}
