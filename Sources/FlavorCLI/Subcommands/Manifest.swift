import ArgumentParser
import FlavorHost
import FlavorKit

struct Manifest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Print the manifest of a flavor's library",
        discussion: "flavor manifest libMyFlavor.so > flavors/my-flavor/flavor.json")

    @Argument(help: ArgumentHelp("The shared library", valueName: "library"))
    var library: String

    func run() throws {
        // Without the installed flavors: the manifest that is being made may be among them, empty so far.
        let plugin = try HostOptions.makeHost(searchPath: FlavorSearchPath(folders: [])).plugin(atLibrary: library)
        try StandardOutput.write(
            PluginManifest(library: FilePath.name(of: plugin.path), descriptor: plugin.descriptor).text)
    }
}
