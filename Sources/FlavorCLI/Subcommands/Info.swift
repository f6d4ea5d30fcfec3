import ArgumentParser
import FlavorHost
import JSON

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show a model's signature, flavors, size and provenance")

    @OptionGroup var model: ModelOptions

    @Flag(help: "Print JSON")
    var json = false

    @OptionGroup var hostOptions: HostOptions

    func run() throws {
        let info = try hostOptions.makeHost().info(model.path)
        let text =
            json ? info.json.text(.indented(2, ascii: false)) : info.lines.map(\.printable).joined(separator: "\n")
        try StandardOutput.write(text + "\n")
    }
}
