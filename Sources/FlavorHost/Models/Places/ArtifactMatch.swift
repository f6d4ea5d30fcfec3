import FlavorKit

/// An artifact of a model, or a folder inside one, that a flavor can use as it can a folder of its own formats.
struct ArtifactMatch {
    /// What follows `#` in the name of it.
    let part: String
    /// The format that the files have.
    let format: FlavorDescriptor.Format
    /// Whether it can be used where it is: a file cannot, nor a folder that is loaded by its MLmodel.
    let isInPlace: Bool

    /// Folders deeper inside an artifact are not looked for.
    private static let depthLimit = 4
    /// After so many folders the search ends.
    private static let folderLimit = 1000

    /// The first artifact that a flavor takes, in the order of the MLmodel.
    static func first(for descriptor: FlavorDescriptor, in model: MLmodel, folder: String) -> ArtifactMatch? {
        let formats = descriptor.formats.filter { $0.save || $0.inPlace }
        guard !formats.isEmpty else { return nil }
        for artifact in PythonFunction(model).artifacts {
            guard let path = try? SafePath.resolve(artifact.path, in: folder, what: "artifact") else { continue }
            var waiting = [(path: path, part: artifact.name, depth: 0)]
            var position = 0
            while position < min(waiting.count, folderLimit) {
                let (path, part, depth) = waiting[position]
                position += 1
                let isBare = Files.isFolder(path) && !Files.exists("\(path)/\(MLmodel.fileName)")
                let format = formats.first { format in
                    (format.save || isBare) && FormatMatch.missing(format, in: path) == nil
                }
                if let format {
                    return ArtifactMatch(part: part, format: format, isInPlace: format.inPlace && isBare)
                }
                guard depth < depthLimit, let names = try? Files.names(in: path) else { continue }
                for name in names where FileStatus("\(path)/\(name)", followingLinks: false)?.isFolder == true {
                    waiting.append((path: "\(path)/\(name)", part: "\(part)/\(name)", depth: depth + 1))
                }
            }
        }
        return nil
    }
}
