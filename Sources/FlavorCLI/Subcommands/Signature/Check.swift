import ArgumentParser
import FlavorHost
import FlavorKit

extension Signature {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check an input against a model's signature, without running the model",
            discussion: """
                Prints what the model would get, or why the input is refused; exits with 1 when it is. Opens no library.
                  flavor signature check ./capitals -i input.json
                """)

        @OptionGroup var model: ModelOptions

        @OptionGroup var input: InputOptions

        @Option(
            name: .customLong("param"), help: ArgumentHelp("A parameter of the prediction", valueName: "name=value"))
        var parameters: [Setting] = []

        @Flag(help: "Print one JSON object, also for an input that is refused")
        var json = false

        @OptionGroup var hostOptions: HostOptions

        func validate() throws {
            if input.isMissing { throw ValidationError("Give the input with --input-path, or pipe it in.") }
        }

        func run() throws {
            let interface = try hostOptions.makeHost().interface(of: model.path)
            guard interface.isSaved else {
                throw FlavorError(
                    .failedPrecondition,
                    "\(model.path): no MLmodel, and so no signature to check against: make a model folder with flavor save"
                )
            }
            let given = try parameters.values(declared: interface.parameters)
            let file = try input.read()
            let result = Result { () throws(SchemaMismatch) in
                let payload = try Payload(
                    parsing: file.bytes, as: input.type, signature: interface.signature,
                    settings: interface.flavor?.parameters ?? [])
                return try interface.check(payload, parameters: given)
            }
            switch result {
            case .success(let checked):
                for warning in checked.warnings { StandardError.write("warning: \(warning.printable)\n") }
                let lines = checked.lines(interface.inputs(of: checked.input)).map(\.printable)
                try StandardOutput.write(json ? checked.jsonLine : lines.joined(separator: "\n") + "\n")
            case .failure(let mismatch):
                guard json else { throw mismatch.error(in: file.name) }
                try StandardOutput.write(mismatch.jsonLine)
                throw ExitCode.failure
            }
        }
    }
}
