import FlavorKit
import PluginFiles

/// Where a model's files lie that an MLmodel describes.
struct SavedPath {
    let path: String

    /// The key that names a source folder which is used where it is.
    static let sourceKey = "source_folder"

    /// - Parameters:
    ///   - key: The entry with the path, relative to the model folder.
    ///   - fallback: The path where there is no such entry.
    /// - Throws: `FlavorError` when the entry is missing, or leads out of the model folder or to nothing.
    init(_ model: StoredModel, _ key: String, fallback: String?) throws(FlavorError) {
        let subject = "MLmodel: \(model.key).\(key)"
        if let source = model.configuration[Self.sourceKey], source != .string(model.folder) {
            // In place the model folder is the source; a path to anywhere else comes from a file and is not followed.
            throw FlavorError(
                .failedPrecondition,
                "MLmodel: \(model.key).\(Self.sourceKey) names a folder outside the model's: save the model with its files"
            )
        }
        guard let value = model.configuration[key] ?? fallback.map(Value.string) else {
            throw FlavorError(.failedPrecondition, "\(subject): expected a path in the model folder, found nothing")
        }
        guard case .string(let name) = value else {
            throw FlavorError(.invalidArgument, "\(subject): expected a string, found \(value.kindName)")
        }
        guard name == "." || FileSystem.staysInside(name) else {
            throw FlavorError(
                .invalidArgument, "\(subject): expected a path inside the model folder, found one that leads out of it")
        }
        path = name == "." ? model.folder : "\(model.folder)/\(name)"
        guard let isInside = FileSystem.isInside(model.folder, path) else {
            throw FlavorError(.notFound, "\(path): no such file or folder: \(subject) names it: save the model again")
        }
        guard isInside || model.configuration[Self.sourceKey] != nil else {
            throw FlavorError(
                .invalidArgument,
                "\(path): expected a path inside the model folder, found a link that leads out of it: save the model "
                    + "again with its files")
        }
    }
}
