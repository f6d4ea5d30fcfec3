import FlavorKit
import JSON

/// What the host itself writes into a model folder: MLmodel, environment files and examples.
struct ModelFolderContents {
    let entries: SavedEntries
    let signature: ModelSignature?
    let example: InputExample?

    /// The Python with which MLflow would run the model; the version that the requirements were tried with.
    private static let pythonVersion = "3.11.7"

    /// Writes the files beside those of the flavor.
    func write(with writer: ModelFolderWriter) throws(FlavorError) {
        var model = MLmodel()
        model.flavors = flavors
        if let signature {
            model.signature = MLmodel.Signature(
                inputs: signature.inputsText, outputs: signature.outputsText, params: signature.paramsText)
        }
        if !entries.metadata.isEmpty { model.metadata = Value.map(entries.metadata).json.objectValue }
        if let example {
            try example.write(to: writer.folder)
            model.savedInputExampleInfo = example.info
        }
        model.modelSizeBytes = try ModelSize.bytes(inFolder: writer.folder)
        try ModelEnvironment(pythonVersion: Self.pythonVersion, requirements: entries.requirements).write(
            to: writer.folder)
        try writer.write(model.yaml(), to: MLmodel.fileName)
    }

    /// The flavor's entries; `python_function` names the environment files, which are the host's.
    private var flavors: JSONObject {
        var flavors = Value.map(entries.flavors).json.objectValue ?? JSONObject()
        if var python = flavors["python_function"]?.objectValue {
            python["env"] = ["conda": "conda.yaml", "virtualenv": "python_env.yaml"]
            python["python_version"] = .string(Self.pythonVersion)
            flavors["python_function"] = .object(python)
        }
        return flavors
    }
}
