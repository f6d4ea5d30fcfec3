import ArgumentParser

/// A model, named by position or as MLflow's commands name it.
struct ModelOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A model folder, or a folder that a flavor uses in place", valueName: "model"))
    var position: String?

    @Option(
        name: [.customShort("m"), .customLong("model-uri")],
        help: ArgumentHelp("The same, as an option", valueName: "model"))
    var option: String?

    func validate() throws {
        switch (position, option) {
        case (nil, nil): throw ValidationError("Name a model: a folder, by itself or with -m.")
        case (_?, _?): throw ValidationError("Name the model once, by itself or with -m.")
        default: break
        }
    }

    /// The path as given.
    var path: String { position ?? option ?? "" }
}
