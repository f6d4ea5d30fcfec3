import ArgumentParser
import FlavorHost
import JSON

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the installed flavors", discussion: "Reads manifests only; opens no library.")

    @Flag(help: "Print JSON")
    var json = false

    @OptionGroup var hostOptions: HostOptions

    func run() throws {
        let flavors = hostOptions.makeHost().catalogue.flavors
        if json {
            let rows = flavors.map { flavor -> JSONValue in
                [
                    "id": .string(flavor.id), "version": .string(flavor.descriptor.version),
                    "summary": .string(flavor.descriptor.summary), "manifest": .string(flavor.manifestPath),
                    "library": flavor.libraryPath.map(JSONValue.string) ?? .null,
                    "installed": .bool(flavor.isInstalled),
                ]
            }
            try StandardOutput.write(JSONValue.array(rows).text(.indented(2, ascii: false)) + "\n")
            return
        }
        if flavors.isEmpty { StandardError.write("no flavors are installed\n") }
        let width = flavors.map(\.id.count).max() ?? 0
        for flavor in flavors {
            let name = flavor.id + String(repeating: " ", count: width - flavor.id.count)
            let state =
                flavor.libraryPath == nil
                ? "library \(flavor.manifest.library) is missing: build it with swift build" : flavor.descriptor.summary
            try StandardOutput.write("\(name)  \(flavor.descriptor.version)  \(state)".printable + "\n")
        }
    }
}
