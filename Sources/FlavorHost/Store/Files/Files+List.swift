import FlavorKit
import Glibc

/// A file inside a folder.
package struct FileEntry: Sendable, Hashable {
    /// The path from the listed folder.
    package let path: String
    /// The size in bytes.
    package let size: Int
}

extension Files {
    /// Lists the files in a folder and in those inside it, in order of their paths; links are followed.
    package static func list(_ folder: String) throws(FlavorError) -> [FileEntry] {
        var entries: [FileEntry] = []
        try walk(folder) { path, relative, status throws(FlavorError) in
            if status.isFile { entries.append(FileEntry(path: relative, size: status.size)) }
        }
        return entries
    }

    /// Calls a body for everything inside a folder, a folder before its contents; links are followed.
    /// - Parameter body: Gets the full path, the path from the folder, and what stands there.
    static func walk(
        _ folder: String, _ body: (String, String, FileStatus) throws(FlavorError) -> Void
    ) throws(FlavorError) {
        guard let status = FileStatus(folder, followingLinks: true) else {
            throw SystemFailure().error("cannot open \(folder)")
        }
        try walk(folder, relative: "", inside: [status.identity], body)
    }

    private static func walk(
        _ folder: String, relative: String, inside: [FileIdentity],
        _ body: (String, String, FileStatus) throws(FlavorError) -> Void
    ) throws(FlavorError) {
        for name in try names(in: folder) {
            let path = "\(folder)/\(name)"
            let relative = relative.isEmpty ? name : "\(relative)/\(name)"
            guard let status = FileStatus(path, followingLinks: true) else {
                throw SystemFailure().error("cannot open \(path)")
            }
            try body(path, relative, status)
            guard status.isFolder else { continue }
            guard !inside.contains(status.identity) else {
                throw FlavorError(.invalidArgument, "\(path) is a link to a folder that it stands in; remove the link")
            }
            guard inside.count < depthLimit else {
                throw FlavorError(.invalidArgument, "\(path): folders nest more than \(depthLimit) deep")
            }
            try walk(path, relative: relative, inside: inside + [status.identity], body)
        }
    }

    /// Returns the names in a folder, in the order of their bytes.
    package static func names(in folder: String) throws(FlavorError) -> [String] {
        try names(in: try FileDescriptor(folder, O_RDONLY | O_DIRECTORY, what: folder), what: folder)
    }

    /// Returns the names in a folder that begin with a dot, in the order of their bytes; of a folder with thousands of others
    /// in a fraction of the time.
    static func hiddenNames(in folder: String) throws(FlavorError) -> [String] {
        try names(in: try FileDescriptor(folder, O_RDONLY | O_DIRECTORY, what: folder), what: folder) {
            UInt8(bitPattern: $0.pointee) == UInt8(ascii: ".")
        }
    }

    /// Returns the names in an open folder, in the order of their bytes.
    static func names(
        in folder: borrowing FileDescriptor, what: String,
        where isWanted: (UnsafePointer<CChar>) -> Bool = { _ in true }
    ) throws(FlavorError) -> [String] {
        // The stream owns and closes its number, so that it gets one of its own.
        let folderNumber = folder.number
        let number = retrying { openat(folderNumber, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0, let stream = fdopendir(number) else { throw SystemFailure().error("cannot list \(what)") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { break }
            let pointer = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            guard isWanted(pointer) else { continue }
            guard let name = String(validatingCString: pointer) else {
                throw FlavorError(.invalidArgument, "\(what) holds a file whose name is not UTF-8; rename it")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw SystemFailure().error("cannot list \(what)") }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
