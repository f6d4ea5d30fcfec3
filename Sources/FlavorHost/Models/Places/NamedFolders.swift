import FlavorKit

extension MLmodel {
    /// The folders inside a model folder that the entries of flavors name, in the order of the MLmodel.
    ///
    /// Which keys name one is the flavors' own; a text that leads out of the model folder or to no folder is none.
    package func namedFolders(in folder: String) -> [String] {
        flavors.flatMap { $0.value.objectValue.map { $0.compactMap(\.value.stringValue) } ?? [] }.compactMap { name in
            guard let path = try? SafePath.resolve(name, in: folder, what: "folder"), Files.isFolder(path) else {
                return nil
            }
            return path
        }
    }
}
