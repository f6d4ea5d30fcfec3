import FlavorKit

/// Where the files of a model lie that an MLmodel describes.
struct SavedLocation: Equatable {
    let modelFolder: String
    let tokenizerFolder: String

    /// The key that names a source folder which is used where it is.
    static let sourceKey = "source_folder"

    /// - Throws: `FlavorError` when the weights are not with the model, or a path leads out of the model folder.
    init(_ model: StoredModel) throws(FlavorError) {
        let entries = model.configuration
        if let source = entries[Self.sourceKey] {
            // In place the model folder is the source; a path to anywhere else comes from a file and is not followed.
            guard source == .string(model.folder) else {
                throw FlavorError(
                    .failedPrecondition,
                    "MLmodel: \(model.key).\(Self.sourceKey) names a folder outside the model's: save "
                        + "the model with its files")
            }
            modelFolder = model.folder
            tokenizerFolder = model.folder
            return
        }
        guard let binary = entries["model_binary"] ?? Self.oldFolder(model) else {
            throw Self.noWeights(entries, model)
        }
        let name = try Self.inside(binary, "\(model.key).model_binary")
        modelFolder = "\(model.folder)/\(name)"
        tokenizerFolder = "\(model.folder)/\(ModelFiles.tokenizerFolder)"
        guard FileSystem.exists(modelFolder) else {
            throw FlavorError(
                .notFound,
                "MLmodel: \(model.key).model_binary: expected the folder \(name) in the model folder, found none")
        }
        for folder in [modelFolder, tokenizerFolder] where FileSystem.isInside(model.folder, folder) == false {
            throw FlavorError(
                .invalidArgument,
                "\(folder): expected a folder inside the model folder, found a link that leads out of it: save the "
                    + "model again with its files")
        }
    }

    /// The folder that MLflow wrote before it named one.
    private static func oldFolder(_ model: StoredModel) -> Value? {
        let name = "pipeline"
        return FileSystem.exists("\(model.folder)/\(name)") ? .string(name) : nil
    }

    /// A path that stays in the model folder, whatever it says.
    private static func inside(_ value: Value, _ key: String) throws(FlavorError) -> String {
        guard case .string(let path) = value else {
            throw FlavorError(.invalidArgument, "MLmodel: \(key): expected a string, found \(value.kindName)")
        }
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        guard !path.isEmpty, !isAbsolute, !FileSystem.parts(of: path).contains(".."), !path.utf8.contains(0) else {
            throw FlavorError(
                .invalidArgument,
                "MLmodel: \(key): expected a path inside the model folder, found one that leads out of it")
        }
        return path
    }

    private static func noWeights(_ entries: ValueMap, _ model: StoredModel) -> FlavorError {
        guard let name = entries["source_model_name"]?.stringValue else {
            return FlavorError(
                .failedPrecondition,
                "MLmodel: \(model.key): expected model_binary, the folder of the weights, found nothing")
        }
        let revision = entries["source_model_revision"]?.stringValue.map { " at revision \($0)" } ?? ""
        return FlavorError(
            .failedPrecondition,
            "MLmodel: the weights are not in the model folder: download \(name)\(revision) and save that "
                + "folder with flavor save --flavor \(TransformersPipeline.descriptor.id)")
    }
}
