import FlavorKit
import Glibc

extension Files {
    /// Removes a file, a link or a folder with all it holds; nothing that a link leads to.
    package static func remove(_ path: String) throws(FlavorError) {
        let name = FilePath.name(of: path)
        let parent = FilePath.parent(of: path)
        let folder = try FileDescriptor(parent, O_RDONLY | O_DIRECTORY, what: parent)
        try remove(name, in: folder, path: path, depth: 0)
    }

    /// Removes a name inside an open folder, so that nobody can put a link in its place meanwhile.
    static func remove(
        _ name: String, in folder: borrowing FileDescriptor, path: String, depth: Int
    ) throws(FlavorError) {
        if unlinkat(folder.number, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw SystemFailure().error("cannot remove \(path)") }
        guard depth < depthLimit else {
            throw FlavorError(.failedPrecondition, "cannot remove \(path): folders nest more than \(depthLimit) deep")
        }
        guard let inner = FileDescriptor(name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else {
            throw SystemFailure().error("cannot remove \(path)")
        }
        try removeContents(of: inner, path: path, except: nil, depth: depth)
        guard unlinkat(folder.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw SystemFailure().error("cannot remove \(path)")
        }
    }

    /// Empties an open folder.
    /// - Parameter kept: A name that stays.
    static func removeContents(
        of folder: borrowing FileDescriptor, path: String, except kept: String?, depth: Int = 0
    ) throws(FlavorError) {
        for name in try names(in: folder, what: path) where name != kept {
            try remove(name, in: folder, path: "\(path)/\(name)", depth: depth + 1)
        }
    }
}
