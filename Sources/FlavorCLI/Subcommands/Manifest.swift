import ArgumentParser
import FlavorHost

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
        let name = plugin.path.split(separator: "/").last.map(String.init) ?? plugin.path
        try StandardOutput.write(PluginManifest(library: name, descriptor: plugin.descriptor).text)
    }
}
