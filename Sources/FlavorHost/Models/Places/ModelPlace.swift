import FlavorKit

/// Where a model's name leads: a folder or file on this machine.
///
/// A name is a path or a URI. It may go on into the model with `#` and the name of one of its artifacts, and from there with
/// the path of something inside that. A folder of a run or a logged model in MLflow's `mlruns` or `mlartifacts` stands for
/// the model that it holds.
struct ModelPlace {
    /// The absolute path.
    let path: String

    /// Looks for what a name means.
    ///
    /// That something is there is for the caller to check, who knows what is expected.
    /// - Throws: `FlavorError` for a name that is none, and for a part that the model does not have.
    init(_ name: String) throws(FlavorError) {
        let uri = try ModelURI(name)
        let (path, part) = Self.split(Files.absolute(uri.path), part: uri.part)
        let folder = try Self.modelFolder(in: path, name: name)
        guard let part else {
            self.path = folder
            return
        }
        guard Files.exists("\(folder)/\(MLmodel.fileName)") else {
            throw FlavorError(
                .notFound, "\(name): expected a model folder before '#', found none: name one that has an MLmodel")
        }
        self.path = try PythonFunction(try MLmodel(contentsOfFolder: folder)).artifact(part, in: folder, name: name)
        if Files.isFolder(self.path) { try Files.refuseLinksOut(of: folder, in: self.path) }
    }

    /// Divides a path at the first `#` before which a folder is named; a path that is there as a whole has no part.
    private static func split(_ path: String, part: String?) -> (path: String, part: String?) {
        let mark = UInt8(ascii: "#")
        guard part == nil, path.utf8.contains(mark), !Files.exists(path) else { return (path, part) }
        for index in path.utf8.indices where path.utf8[index] == mark {
            let folder = String(Substring(path.utf8[..<index]))
            if Files.isFolder(folder) {
                return (folder, String(Substring(path.utf8[path.utf8.index(after: index)...])))
            }
        }
        return (path, nil)
    }

    /// The folder of the model that MLflow logged below a folder of its own; any other path as it is.
    private static func modelFolder(in path: String, name: String) throws(FlavorError) -> String {
        let artifacts = "\(path)/artifacts"
        guard !Files.exists("\(path)/\(MLmodel.fileName)"), Files.isFolder(artifacts) else { return path }
        // A logged model of MLflow 3, and a run of MLflow 2, which may have several.
        if Files.exists("\(artifacts)/\(MLmodel.fileName)") { return artifacts }
        let models = try Files.names(in: artifacts).filter { Files.exists("\(artifacts)/\($0)/\(MLmodel.fileName)") }
        guard models.count < 2 else {
            throw FlavorError(
                .failedPrecondition,
                "\(name): a run with the models \(models.joined(separator: ", ")): name one of them, such as "
                    + "\(artifacts)/\(models[0])")
        }
        return models.first.map { "\(artifacts)/\($0)" } ?? path
    }
}
