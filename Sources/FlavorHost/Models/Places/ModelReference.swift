import FlavorKit
import JSON

/// What the name of a model turned out to be.
enum ModelReference {
    /// A folder with an MLmodel file.
    case saved(MLmodel, folder: String)
    /// A folder without one, whose formats are yet to be matched.
    case bare(folder: String)

    /// Looks at a path or a `file:` URI, or an artifact of a model that follows `#`.
    ///
    /// - Parameter isGuess: Whether nobody may have meant it: then nothing is touched.
    /// - Throws: `FlavorError` when there is no such folder, its MLmodel is damaged, or the URI is of another store.
    init(_ name: String, isGuess: Bool = false) throws(FlavorError) {
        let folder = try ModelPlace(name).path
        // A save that was killed leaves its unfinished folder beside the model.
        if !isGuess { ModelFolderWriter.removeLeftovers(in: Executable.folder(of: folder)) }
        guard Files.exists(folder) else {
            throw FlavorError(
                .notFound, "\(name): no such folder: expected a model folder, with MLmodel or with a model's files")
        }
        guard Files.isFolder(folder) else {
            throw FlavorError(
                .invalidArgument, "\(name): expected a model folder, found a file: name the folder that it is in")
        }
        if Files.exists("\(folder)/\(MLmodel.fileName)") {
            self = .saved(try MLmodel(contentsOfFolder: folder), folder: folder)
        } else {
            self = .bare(folder: folder)
        }
    }

    /// Refuses a saved model that is not all in its folder.
    /// - Parameter name: What the user called it.
    func checkIsWhole(named name: String) throws(FlavorError) {
        guard case .saved(let model, let folder) = self else { return }
        guard !model.isExternal else {
            throw FlavorError(
                .failedPrecondition,
                "\(name): the model's files are kept elsewhere, as its metadata says with mlflow.model.isExternal: name "
                    + "the place where they are")
        }
        try Files.refuseLinksOut(of: folder, in: folder)
    }

    var folder: String {
        switch self {
        case .saved(_, let folder), .bare(let folder): folder
        }
    }
}
