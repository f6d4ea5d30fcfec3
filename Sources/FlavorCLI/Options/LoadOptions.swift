import ArgumentParser
import FlavorHost
import FlavorKit

/// What every subcommand that loads a model takes: which flavor, and how.
struct LoadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The flavor to use, whatever the others claim", valueName: "id"))
    var flavor: String?

    @Option(
        help: ArgumentHelp(
            "Where the weights are, for a model that only says where they come from; the same as --option weights=path",
            valueName: "path"))
    var weights: String?

    @Option(name: .customLong("option"), help: ArgumentHelp("An option for loading the model", valueName: "name=value"))
    var options: [Setting] = []

    func validate() throws {
        if weights != nil && options.contains(where: { $0.name == "weights" }) {
            throw ValidationError("Name the weights once, with --weights or --option.")
        }
    }

    /// Loads a model, with the options read as the flavor declares them that will load it.
    func load(_ path: String, with host: Host, call: CallOptions) throws -> Model {
        try host.load(path, flavor: flavor, options: try values(for: path, host), call: call)
    }

    private func values(for path: String, _ host: Host) throws -> ValueMap {
        if options.isEmpty && weights == nil { return ValueMap() }
        let id = try flavor ?? host.flavor(for: path)
        let declared = host.catalogue[id]?.descriptor.options ?? []
        var values = try options.values(declared: declared)
        if let weights {
            guard declared.contains(where: { $0.name == "weights" }) else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path): \(id) loads it, which takes no weights from elsewhere: leave out --weights")
            }
            // The flavor may work in another process, in another folder.
            values["weights"] = .string(Files.absolute(weights))
        }
        return values
    }
}
