import FlavorKit
import JSON

/// What an MLmodel says of how Python runs the model: the entry `python_function`.
///
/// We run no Python and open no pickle; but the artifacts that a wrapper in Python was given are files like any others.
struct PythonFunction {
    /// The module that loads the model, such as `mlflow.sklearn`.
    let loaderModule: String?
    /// The version of Python that the model was made with.
    let pythonVersion: String?
    /// The files that are pickles by their names, as the entries of all flavors name them.
    let pickles: [String]
    /// The paths of artifacts in the model folder by name; what a loader module without artifacts reads is called `data`.
    let artifacts: [(name: String, path: String)]

    init(_ model: MLmodel) {
        let entry = model.flavors["python_function"]?.objectValue ?? JSONObject()
        loaderModule = entry["loader_module"]?.stringValue
        pythonVersion = entry["python_version"]?.stringValue
        pickles = model.flavors.flatMap { $0.value.objectValue.map { $0.compactMap(\.value.stringValue) } ?? [] }
            .filter(Self.isPickle).uniqued()
        let artifacts = entry["artifacts"]?.objectValue ?? JSONObject()
        var paths = artifacts.compactMap { name, artifact in artifact["path"]?.stringValue.map { (name, $0) } }
        if artifacts.isEmpty, let data = entry["data"]?.stringValue { paths.append(("data", data)) }
        self.artifacts = paths.map { (name: $0, path: $1) }
    }

    /// Whether a file has one of the endings under which Python's objects are kept, compressed or not.
    private static func isPickle(_ name: String) -> Bool {
        let parts = name.split(separator: ".").dropFirst().suffix(2)
        return parts.contains { ["pkl", "pickle", "cloudpickle", "joblib", "dill"].contains($0) }
    }

    /// Why no flavor here runs the model, in one clause; nil when the MLmodel names no module of Python's.
    var refusal: String? {
        guard let loaderModule else { return nil }
        let start = "python_function is run by the Python module \(ABI.oneLine(loaderModule))"
        guard !pickles.isEmpty else { return start }
        let names = ABI.oneLine(pickles.joined(separator: ", "))
        return "\(start) from the pickle \(names), which is never opened"
    }

    /// The path of an artifact, or of something inside it.
    ///
    /// - Parameters:
    ///   - part: The artifact's name, perhaps with `/` and a path behind it.
    ///   - folder: The model folder.
    ///   - name: What messages call the whole.
    func artifact(_ part: String, in folder: String, name: String) throws(FlavorError) -> String {
        for artifact in artifacts where "\(part)/".utf8.starts(with: "\(artifact.name)/".utf8) {
            let what = "\(folder)/\(MLmodel.fileName): python_function.artifacts.\(ABI.oneLine(artifact.name))"
            let rest = part.utf8.dropFirst(artifact.name.utf8.count)
            return try SafePath.resolve("\(artifact.path)\(Substring(rest))", in: folder, what: what)
        }
        let names = artifacts.map(\.name).joined(separator: ", ")
        throw FlavorError(
            .notFound,
            "\(name): the model has no artifact \"\(ABI.oneLine(part))\": expected "
                + (names.isEmpty ? "none, since it has none" : "one of \(ABI.oneLine(names))"))
    }
}

extension Array where Element: Hashable {
    /// The elements in order, each once.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
