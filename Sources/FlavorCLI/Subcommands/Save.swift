import ArgumentParser
import FlavorHost
import FlavorKit

struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Save a model folder from files in another format",
        discussion: "flavor save --flavor transformers-pipeline --from ./phi3 -o ./capitals")

    @Option(help: ArgumentHelp("The flavor that saves", valueName: "id"))
    var flavor: String

    @Option(name: .customLong("from"), help: ArgumentHelp("What to save from", valueName: "path"))
    var source: String

    @Option(
        name: [.customShort("o"), .customLong("output-path")],
        help: ArgumentHelp("The model folder to make", valueName: "dir"))
    var destination: String

    @Option(help: ArgumentHelp("The task of the model, as the flavor names it", valueName: "task"))
    var task: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file with an example of the input, or {\"inputs\", \"params\"}; the signature is inferred from it",
            valueName: "file"))
    var inputExample: String?

    @Option(
        help: ArgumentHelp("A JSON file with the signature: {\"inputs\", \"outputs\", \"params\"}", valueName: "file"))
    var signature: String?

    @Option(
        help: ArgumentHelp("A file with the chat template, the same as --option chat_template=file", valueName: "file"))
    var chatTemplate: String?

    @Option(name: .customLong("option"), help: ArgumentHelp("An option of the flavor", valueName: "name=value"))
    var options: [Setting] = []

    @Flag(help: "Replace the folder when it is there")
    var overwrite = false

    @OptionGroup var hostOptions: HostOptions

    func run() throws {
        let host = hostOptions.makeHost()
        let progress = ProgressLine()
        defer { progress.end() }
        let declared = host.catalogue[flavor]?.descriptor.options ?? []
        var values = try options.values(declared: declared)
        if let chatTemplate { values["chat_template"] = .string(Files.absolute(chatTemplate)) }
        let request = SaveRequest(
            source: source, destination: destination, task: task, inputExamplePath: inputExample,
            signaturePath: signature,
            options: values, overwrite: overwrite)
        let call = CallOptions(cancellation: Interrupt.cancellation, progress: progress.show)
        try host.save(request, flavor: flavor, call: call)
    }
}
