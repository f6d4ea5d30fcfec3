import ArgumentParser
import FlavorHost
import FlavorKit
import Logging

/// What every subcommand that needs the host takes.
struct HostOptions: ParsableArguments {
    @Option(name: .customLong("flavors"), help: ArgumentHelp("Look for flavors in this folder first", valueName: "dir"))
    var folders: [String] = []

    @Option(help: ArgumentHelp("Log from this level on", valueName: "level"))
    var logLevel: Logger.Level = .warning

    /// The host; opens no library, but one may be open in it.
    func makeHost() -> Host {
        let ahead = folders.isEmpty && logLevel == .warning ? HeadStart.takeHost() : nil
        let host = ahead ?? Self.makeHost(searchPath: .standard(before: folders), logLevel: logLevel)
        host.logProblems()
        return host
    }

    /// A host that logs as the command does, but nothing yet of manifests that cannot be read.
    static func makeHost(
        searchPath: FlavorSearchPath, logLevel: Logger.Level = .warning, givesHeadStart: Bool = false
    ) -> Host {
        let logger = Logger(label: "flavor") { _ in LineLogHandler(logLevel: logLevel) }
        return Host(catalogue: PluginCatalogue(searchPath), logger: logger, givesHeadStart: givesHeadStart)
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// Writes each message as one line to standard error, in the form of the command's errors.
private struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        StandardError.write("\(event.level): \(event.message)\n")
    }
}
