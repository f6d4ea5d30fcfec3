import FlavorHost
import FlavorKit
import Logging
import Synchronization
import TestSupport

/// A folder of flavors for one test, and hosts that look into it alone.
struct FlavorFolder {
    let path: String

    /// Writes a flavor's manifest.
    ///
    /// - Parameters:
    ///   - library: The library's path; its file name goes into the manifest.
    ///   - isInstalled: Whether the library is copied beside the manifest, as by an installation.
    func add(
        _ descriptor: FlavorDescriptor, library: String, isInstalled: Bool = false, sha256: String? = nil
    ) throws {
        let folder = "\(path)/\(descriptor.id)"
        try makeFolder(folder)
        let name = library.split(separator: "/").last.map(String.init) ?? ""
        try writeFile(
            PluginManifest(library: name, sha256: sha256, descriptor: descriptor).text, to: "\(folder)/flavor.json")
        if isInstalled { try writeFile(try readFile(library), to: "\(folder)/\(name)") }
    }

    /// A host that finds libraries beside their manifests, or in the folder of one that was built.
    func host(built library: String? = nil, log: LogLines = LogLines()) -> Host {
        let buildFolder = library.map { String($0.prefix(upTo: $0.lastIndex(of: "/") ?? $0.endIndex)) }
        return Host(
            searchPath: FlavorSearchPath(folders: [path], executableFolder: buildFolder), logger: log.logger)
    }
}

/// The lines that a host logs.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let level: Logger.Level

    /// - Parameter level: What is kept: this level and those above.
    init(level: Logger.Level = .warning) { self.level = level }

    /// What was logged.
    var warnings: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self, logLevel: level) } }

    private func append(_ line: String) { lines.withLock { $0.append(line) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel: Logger.Level
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if event.level >= logLevel { lines.append("\(event.message)") }
        }
    }
}
