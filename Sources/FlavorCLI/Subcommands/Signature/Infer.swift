import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

struct Infer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Infer a signature from examples, as MLflow's infer_signature does",
        discussion: """
            An example is any JSON document; {"inputs": …, "params": {…}} is one with parameters, and
            {"dataframe_split": {"columns": […], "data": [[…]]}} is a table.
              flavor signature infer -i example.json --outputs outputs.json
            """)

    @Option(
        name: [.customShort("i"), .customLong("input-path")],
        help: ArgumentHelp("A JSON file with an example of the input, or - for standard input", valueName: "file"))
    var input: String

    @Option(help: ArgumentHelp("A JSON file with the parameters and their defaults", valueName: "file"))
    var params: String?

    @Option(help: ArgumentHelp("A JSON file with an example of the output", valueName: "file"))
    var outputs: String?

    @Flag(help: "Print JSON: the three texts as they stand in an MLmodel")
    var json = false

    func validate() throws {
        if [input, params, outputs].count(where: { $0 == "-" }) > 1 {
            throw ValidationError("Give - once: standard input is read only once.")
        }
    }

    func run() throws {
        let example = try InputFile(input)
        let file = try ExampleFile(parsing: example.bytes, source: example.name)
        guard file.params == nil || params == nil else {
            throw FlavorError(
                .invalidArgument, "\(example.name): the example has parameters; leave out those, or --params")
        }
        let output = try outputs.map { path in
            let file = try InputFile(path)
            return try Example(parsing: file.bytes, source: file.name)
        }
        let (signature, warnings) = try infer(file, output: output, source: example.name)
        for warning in warnings { StandardError.write("warning: \(warning.printable)\n") }
        try StandardOutput.write(
            json ? signature.texts.text(.indented(2, ascii: false)) + "\n" : signature.printable)
    }

    private func infer(
        _ file: ExampleFile, output: Example?, source: String
    ) throws -> (ModelSignature, [String]) {
        guard let params else {
            // A null that is all there is would be the lack of everything.
            guard file.example != .value(.null) || output != nil || file.params != nil else {
                throw FlavorError(.invalidArgument, "\(source): expected an example, found null")
            }
            return try naming(source) { () throws(FlavorError) in
                try ModelSignature.infer(input: file.example, output: output, params: file.params)
            }
        }
        let given = try InputFile(params)
        return try naming(given.name) { () throws(FlavorError) in
            let value = try Value(parsing: given.bytes)
            guard let map = value.mapValue else {
                throw FlavorError(.invalidArgument, "expected an object of parameters, found \(value.kindName)")
            }
            return try ModelSignature.infer(input: file.example, output: output, params: map)
        }
    }

    private func naming<Result>(_ source: String, _ body: () throws(FlavorError) -> Result) throws -> Result {
        do throws(FlavorError) {
            return try body()
        } catch {
            throw FlavorError(error.code, "\(source): \(error.message)")
        }
    }
}
