import FlavorKit
import JSON
import PluginFiles

/// What is saved of a graph: the files and entries of MLflow's own `onnx` flavor.
struct GraphEntries {
    private(set) var files = FileList()
    private let session: GraphSession
    private let options: SessionOptions
    /// The graph's name in a folder that is used where it is.
    private let reference: (folder: String, name: String)?

    static let fileName = "model.onnx"

    /// Loads the graph once, to see that it can be, and for its signature.
    ///
    /// - Throws: `FlavorError` when the folder has not one graph, or the runtime refuses it.
    init(_ source: ModelSource, host: HostServices, isReference: Bool) throws(FlavorError) {
        try SavedConfiguration.refuse(source.options)
        let (folder, name) = try Self.graph(in: source)
        let path = "\(folder)/\(name)"
        options = try SessionOptions(ValueMap(), source.options, threads: nil)
        session = try GraphSession(path, options: options, host: host)
        files.add(path, to: Self.fileName)
        for data in try GraphFiles(path).dataNames {
            guard !HostFiles.names.contains(data), data != Self.fileName || name == Self.fileName else {
                throw FlavorError(
                    .invalidArgument,
                    "\(path): keeps weights in a file called \(data), which a model folder has for itself: save the graph "
                        + "with its weights under another name")
            }
            files.add("\(FilePath.parent(of: path))/\(data)", to: data)
        }
        reference = isReference ? (folder, name) : nil
    }

    /// The folder of the graph and its name: a file by itself, or one of a folder's.
    private static func graph(in source: ModelSource) throws(FlavorError) -> (folder: String, name: String) {
        // Behind a file's name nothing can stand, not even the folder itself.
        guard FileSystem.exists("\(source.path)/.") else {
            return (FilePath.parent(of: source.path), FilePath.name(of: source.path))
        }
        return (source.path, try graphName(in: source))
    }

    /// What is saved of a graph that is in its place in the model folder already.
    init(folder: String, options sourceOptions: Parameters, host: HostServices) throws(FlavorError) {
        try SavedConfiguration.refuse(sourceOptions)
        options = try SessionOptions(ValueMap(), sourceOptions, threads: nil)
        session = try GraphSession("\(folder)/\(Self.fileName)", options: options, host: host)
        reference = nil
    }

    private static func graphName(in source: ModelSource) throws(FlavorError) -> String {
        let found = FileSystem.names(in: source.path, endingIn: ".onnx")
        if let name = try source.options.string("file") {
            guard FileSystem.staysInside(name), FileSystem.exists("\(source.path)/\(name)") else {
                throw FlavorError(
                    .notFound,
                    "option \"file\": expected one of \(found.joined(separator: ", ")) in \(source.path), found another name"
                )
            }
            return name
        }
        if found.contains(fileName) { return fileName }
        guard let name = found.first, found.count == 1 else {
            throw FlavorError(
                .invalidArgument,
                "\(source.path): holds \(found.count) graphs, \(found.joined(separator: ", ")): name one with --option file="
            )
        }
        return name
    }

    /// The answer to a save.
    func savedModel() throws(FlavorError) -> SavedModel {
        let data = Value.string(reference?.name ?? Self.fileName)
        var entries = ValueMap([("code", .null), ("data", data), ("onnx_session_options", options.mlflow)])
        entries["onnx_version"] = .string(Peer.onnx)
        entries["providers"] = .list(
            (options.providers?.map(\.name) ?? SessionOptions.providerDefaults).map(Value.string))
        if let reference { entries[SavedPath.sourceKey] = .string(reference.folder) }
        return SavedModel(
            flavors: ValueMap([
                ("onnx", .map(entries)), ("python_function", .map(["data": data, "loader_module": "mlflow.onnx"])),
            ]),
            // Lists of arrays, maps and what is optional are no columns, for which an example would be taken.
            signature: session.signature, infersSignature: session.signature?.inputs != nil,
            requirements: ["mlflow==\(Peer.mlflow)", "onnx==\(Peer.onnx)", "onnxruntime==\(Peer.onnxRuntime)"])
    }
}

extension GraphSession {
    /// What goes in and comes out as tensors; nil where neither can be said in MLflow's words.
    var signature: ModelSignature? {
        try? ModelSignature(inputs: Self.schema(inputs), outputs: Self.schema(outputs))
    }

    /// The ports as tensors, or nil where one is no tensor, has a type that numpy has not, or any number of dimensions.
    private static func schema(_ ports: [Port]) -> Schema? {
        var tensors: [TensorSpec] = []
        for port in ports {
            guard case .tensor(let element, let dimensions?) = port.type, let type = element.numpyType else {
                return nil
            }
            tensors.append(TensorSpec(type, shape: dimensions.map(\.extent), name: ColumnName(port.name)))
        }
        return try? Schema(tensors: tensors)
    }
}
