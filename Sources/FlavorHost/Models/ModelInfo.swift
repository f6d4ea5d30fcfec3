import FlavorKit
import JSON

/// What can be told of a model without opening a library or reading weights.
public struct ModelInfo: Sendable {
    /// The folder, from the root.
    public let folder: String
    /// The description, or nil for a folder that is used in place.
    public let mlmodel: MLmodel?
    /// What the model takes and gives, where it says so.
    public let signature: ModelSignature?
    /// The bytes of all files.
    public let byteCount: Int64
    /// Which flavor loads it, and why the others do not.
    public let verdicts: [Verdict]
    /// The name and the version under which it was downloaded from a registry.
    public let registered: (name: String, version: String)?
    /// What Python needs to run it, where the model says so.
    public let needs: PythonNeeds?

    /// The flavor that loads it, with the reason.
    var chosen: Verdict? { verdicts.first(where: \.isChosen) }
}

/// What MLflow needs to run a model in Python.
public struct PythonNeeds: Sendable {
    /// The version of Python.
    public let pythonVersion: String?
    /// The module that loads the model.
    public let loaderModule: String?
    /// The lines of requirements.txt.
    public let requirements: [String]
    /// The files that are pickles by their names.
    public let pickles: [String]
    /// The environment variables that the model reads.
    public let environmentVariables: [String]

    /// Reads what a model folder says; nil when it says nothing of Python.
    init?(_ model: MLmodel, folder: String) {
        let function = PythonFunction(model)
        loaderModule = function.loaderModule
        pythonVersion = function.pythonVersion
        pickles = function.pickles
        environmentVariables = model.environmentVariables ?? []
        let bytes = (try? Files.read("\(folder)/requirements.txt", limit: Self.sizeLimit)) ?? []
        requirements = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        if loaderModule == nil && requirements.isEmpty { return nil }
    }

    private static let sizeLimit = 1 << 20
}

extension Host {
    /// Describes a model, also one that no installed flavor loads.
    ///
    /// Opens no library.
    ///
    /// - Throws: `FlavorError` when there is no such model or its MLmodel is damaged.
    public func info(_ path: String) throws(FlavorError) -> ModelInfo {
        let reference = try ModelReference(path)
        let folder = reference.folder
        var model: MLmodel?
        switch reference {
        case .saved(let found, _):
            model = found
            try Files.refuseLinksOut(of: folder, in: folder)
        // A folder that is no model may be anything, as large as the disk.
        case .bare: if candidates(for: reference).isEmpty { throw noFlavor(for: reference, path: path) }
        }
        return ModelInfo(
            folder: folder, mlmodel: model, signature: model?.signature,
            byteCount: try ModelSize.bytes(inFolder: folder, except: []), verdicts: verdicts(on: reference, path: path),
            registered: Self.registration(in: folder), needs: model.flatMap { PythonNeeds($0, folder: folder) })
    }

    /// What MLflow's client writes beside a model that it downloads from a registry.
    private static func registration(in folder: String) -> (name: String, version: String)? {
        let path = "\(folder)/registered_model_meta"
        guard let bytes = try? Files.read(path, limit: 1 << 16),
            let members = try? YAML.parse(bytes, file: path).value, let name = members["model_name"]?.stringValue,
            let version = members["model_version"]
        else { return nil }
        return (name, version.stringValue ?? version.text())
    }
}
