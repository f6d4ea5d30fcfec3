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
        guard let inner = openToEmpty(name, in: folder) else { throw SystemFailure().error("cannot remove \(path)") }
        try removeContents(of: inner, path: path, except: nil, depth: depth)
        guard unlinkat(folder.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw SystemFailure().error("cannot remove \(path)")
        }
    }

    /// Opens a folder to be emptied, whose owner may have taken the rights to that away from himself.
    private static func openToEmpty(_ name: String, in folder: borrowing FileDescriptor) -> FileDescriptor? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        var status = stat()
        if fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_mode & S_IRWXU != S_IRWXU
        {
            fchmodat(folder.number, name, S_IRWXU, 0)
        }
        return FileDescriptor(name, in: folder, flags)
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
