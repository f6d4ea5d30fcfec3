import ArgumentParser
import FlavorHost
import FlavorKit
import JSON

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say which flavor loads a model, and why the others do not")

    @OptionGroup var model: ModelOptions

    @Flag(help: "Print JSON")
    var json = false

    @OptionGroup var hostOptions: HostOptions

    func run() throws {
        let host = hostOptions.makeHost()
        let verdicts = try host.why(model.path)
        if json {
            let rows = verdicts.map { verdict -> JSONValue in
                [
                    "flavor": .string(verdict.flavor), "chosen": .bool(verdict.isChosen),
                    "reason": .string(verdict.reason),
                    "fix": verdict.fix.map(JSONValue.string) ?? .null,
                ]
            }
            try StandardOutput.write(JSONValue.array(rows).text(.indented(2, ascii: false)) + "\n")
        } else {
            for verdict in verdicts.sorted(by: { $0.isChosen && !$1.isChosen }) {
                try StandardOutput.write(
                    "\(verdict.flavor): \(verdict.isChosen ? "yes" : "no"): \(verdict.reason)".printable + "\n")
                if let fix = verdict.fix { try StandardOutput.write("  to use it: \(fix)".printable + "\n") }
            }
        }
        if verdicts.contains(where: \.isChosen) { return }
        let choice = Result { () throws(FlavorError) in try host.flavor(for: model.path) }
        // Several flavors that would load it are another matter than none.
        if case .failure(let error) = choice, error.code == .failedPrecondition { throw error }
        throw FlavorError(.notFound, "\(model.path): no installed flavor loads this model")
    }
}
