import FlavorKit
import Glibc
import PluginFiles

/// Makes a model folder of another one's files, which it shares where the file system can: large files by reflinks, else by
/// hard links, and copies where neither works.
///
/// Symbolic links are followed: a saved folder has none.
struct FolderClone {
    let call: Call

    /// Smaller files are copied, so that an edit of one model's configuration is none of the other's.
    private static let smallestLinked = 64 << 10
    private static let mostDepth = 64

    /// Copies all but what the host writes.
    ///
    /// - Throws: `CancellationError`, and `FlavorError` for a file that cannot be read or written.
    func copy(_ source: String, to destination: String) throws {
        try copyFolder(source, to: destination, depth: 0)
    }

    private func copyFolder(_ source: String, to destination: String, depth: Int) throws {
        guard depth < Self.mostDepth else {
            throw FlavorError(
                .failedPrecondition, "\(source): expected at most \(Self.mostDepth) folders in one another")
        }
        for name in try Self.names(in: source) where depth > 0 || !HostFiles.names.contains(name) {
            try call.checkCancellation()
            let (from, to) = ("\(source)/\(name)", "\(destination)/\(name)")
            var status = stat()
            guard stat(from, &status) == 0 else { throw SystemFailure.error("\(from): cannot be read") }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                try FileSystem.createFolder(to)
                try copyFolder(from, to: to, depth: depth + 1)
            case S_IFREG: try copyFile(from, to: to, size: Int(status.st_size))
            default:
                throw FlavorError(.failedPrecondition, "\(from): expected a file or a folder, found something else")
            }
        }
    }

    private func copyFile(_ source: String, to destination: String, size: Int) throws {
        if size >= Self.smallestLinked {
            if try sharesContents(of: source, destination) { return }
            if linkat(AT_FDCWD, source, AT_FDCWD, destination, AT_SYMLINK_FOLLOW) == 0 { return }
        }
        var done = 0
        try FileCopy { count in
            try call.checkCancellation()
            done += count
            call.progress(min(done, size), of: size, "copying the model")
        }.copy(source, to: destination)
    }

    /// Makes a file that shares its contents with another until one of them changes, where the file system can.
    private func sharesContents(of source: String, _ destination: String) throws(FlavorError) -> Bool {
        let input = try FileHandle(reading: source)
        let output = try FileHandle(creating: destination)
        let cloneRequest: UInt = 0x4004_9409
        if ioctl(output.number, cloneRequest, input.number) == 0 { return true }
        unlink(destination)
        return false
    }

    private static func names(in folder: String) throws(FlavorError) -> [String] {
        guard let stream = opendir(folder) else { throw SystemFailure.error("\(folder): cannot be read") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
