import FlavorKit
import Glibc
import JSON

/// What the host itself writes into a model folder: MLmodel, environment files and examples.
struct ModelFolderContents {
    private let entries: SavedEntries
    private let signature: ModelSignature?
    private let example: InputExample?
    /// The model that the new one wraps.
    private let wrapped: (model: MLmodel, folder: String)?

    /// The Python with which MLflow would run the model; the version that the requirements were tried with.
    private static let pythonVersion = "3.11.7"

    /// - Parameter wrapped: The folder of a model that the new one wraps: its description is kept, but for what the flavor
    ///   says itself.
    init(
        entries: SavedEntries, signature: ModelSignature?, example: InputExample?, wrapped: String? = nil
    ) throws(FlavorError) {
        self.entries = entries
        self.signature = signature
        self.example = example
        self.wrapped = try wrapped.map { (folder) throws(FlavorError) in
            (try MLmodel(contentsOfFolder: folder), folder)
        }
    }

    /// Writes the files beside those of the flavor.
    func write(with writer: ModelFolderWriter) throws(FlavorError) {
        // A file of these names may be a link to the source's, which is not ours to change.
        for name in [MLmodel.fileName] + ModelEnvironment.fileNames + InputExample.fileNames {
            unlink("\(writer.folder)/\(name)")
        }
        var model = wrapped?.model.wrapped() ?? MLmodel()
        for (key, entry) in flavors { model.flavors[key] = entry }
        if let signature { model.signature = signature }
        if !entries.metadata.isEmpty {
            var metadata = model.metadata ?? JSONObject()
            for (key, value) in Value.map(entries.metadata).json.objectValue ?? JSONObject() { metadata[key] = value }
            model.metadata = metadata
        }
        if let example {
            try example.write(to: writer.folder)
            model.savedInputExampleInfo = example.info
        }
        model.modelSizeBytes = try ModelSize.bytes(inFolder: writer.folder)
        try writeEnvironment(with: writer)
        try writer.write(model.yaml(), to: MLmodel.fileName)
    }

    /// The environment of the model that is wrapped, as far as it has one, else that of the flavor's requirements.
    private func writeEnvironment(with writer: ModelFolderWriter) throws(FlavorError) {
        let folder = wrapped?.folder ?? ""
        let kept = ModelEnvironment.fileNames.filter { wrapped != nil && Files.exists("\(folder)/\($0)") }
        guard entries.requirements.isEmpty, !kept.isEmpty else {
            try ModelEnvironment(pythonVersion: Self.pythonVersion, requirements: entries.requirements).write(
                to: writer.folder)
            return
        }
        for name in kept { try writer.write(try Files.read("\(folder)/\(name)", limit: 16 << 20), to: name) }
    }

    /// The flavor's entries; `python_function` names the environment files, which are the host's.
    private var flavors: JSONObject {
        var flavors = Value.map(entries.flavors).json.objectValue ?? JSONObject()
        if wrapped == nil, var python = flavors["python_function"]?.objectValue {
            python["env"] = ["conda": "conda.yaml", "virtualenv": "python_env.yaml"]
            python["python_version"] = .string(Self.pythonVersion)
            flavors["python_function"] = .object(python)
        }
        return flavors
    }
}
