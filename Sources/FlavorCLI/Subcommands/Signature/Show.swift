import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

extension Signature {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a model's signature",
            discussion: "Reads MLmodel only, whatever the flavor; opens no library.")

        @OptionGroup var model: ModelOptions

        @Flag(help: "Print the three texts of the MLmodel as one JSON object")
        var json = false

        @OptionGroup var hostOptions: HostOptions

        func run() throws {
            let interface = try hostOptions.makeHost().interface(of: model.path)
            if json {
                let texts = interface.signature?.texts ?? ["inputs": nil, "outputs": nil, "params": nil]
                try StandardOutput.write(texts.text(.indented(2, ascii: false)) + "\n")
            } else {
                try StandardOutput.write(interface.signature?.printable ?? noSignature(interface))
            }
        }

        /// That there is none is an answer too, and no failure.
        private func noSignature(_ interface: ModelInterface) -> String {
            let reason =
                interface.isSaved
                ? "its MLmodel has no signature: any input reaches the model as it is"
                : "no MLmodel, and so no signature: flavor save makes a model folder with both"
            return "\(model.path): \(reason)".printable + "\n"
        }
    }
}
