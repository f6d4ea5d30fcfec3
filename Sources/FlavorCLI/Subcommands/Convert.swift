import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

extension ConversionRequest.Verification: ExpressibleByArgument {}

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a model to another flavor",
        discussion: "flavor convert ./capitals --to onnx-custom-wrapper --option precision=int4 --allow-lossy -o ./fast"
    )

    @OptionGroup var model: ModelOptions

    @Option(name: .customLong("to"), help: ArgumentHelp("The flavor to convert to", valueName: "id"))
    var flavor: String

    @Option(
        name: [.customShort("o"), .customLong("output-path")],
        help: ArgumentHelp("The model folder to make", valueName: "dir"))
    var destination: String?

    @Flag(help: "Print the way and what each step does, and write nothing")
    var plan = false

    @Option(name: .customLong("option"), help: ArgumentHelp("An option of the flavor", valueName: "name=value"))
    var options: [Setting] = []

    @Flag(help: "Go ahead where something of the model is lost")
    var allowLossy = false

    @Option(
        help: ArgumentHelp(
            "A JSON file with a request to run through both models; the model's own example is taken otherwise",
            valueName: "file"))
    var samples: String?

    @Option(help: "How much to run through both models: none, sample or full")
    var verify = ConversionRequest.Verification.sample

    @Flag(help: "Replace the folder when it is there")
    var overwrite = false

    @Flag(help: "Print JSON")
    var json = false

    @OptionGroup var hostOptions: HostOptions

    func validate() throws {
        guard plan || destination != nil else {
            throw ValidationError("Missing expected argument '-o <dir>': name the folder to make, or add --plan")
        }
    }

    func run() throws {
        let host = hostOptions.makeHost()
        let progress = ProgressLine()
        defer { progress.end() }
        let declared = host.catalogue[flavor]?.descriptor.options ?? []
        let request = ConversionRequest(
            source: model.path, flavor: flavor, destination: destination ?? "",
            options: try options.values(declared: declared), allowsLoss: allowLossy, samplesPath: samples,
            verification: verify, overwrites: overwrite)
        let call = CallOptions(cancellation: Interrupt.cancellation, progress: progress.show)
        if plan {
            let plan = try host.plan(request, call: call)
            progress.end()
            try write(plan.json, plan.lines)
            return
        }
        let report = try host.convert(request, call: call)
        progress.end()
        try write(report.json, report.lines)
    }

    private func write(_ value: JSONValue, _ lines: [String]) throws {
        let text = json ? value.text(.indented(2, ascii: false)) : lines.map(\.printable).joined(separator: "\n")
        try StandardOutput.write(text + "\n")
    }
}
