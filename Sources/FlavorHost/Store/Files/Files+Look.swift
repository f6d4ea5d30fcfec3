import FlavorKit
import Glibc

extension Files {
    /// Whether something is there, links followed.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a folder is there, links followed.
    package static func isFolder(_ path: String) -> Bool { FileStatus(path, followingLinks: true)?.isFolder ?? false }

    /// A path from the root, made from the working directory where it is relative; links are not resolved.
    package static func absolute(_ path: String) -> String {
        if FilePath.isAbsolute(path) { return trimmed(path) }
        guard let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return trimmed("\(String(cString: current))/\(path)")
    }

    private static func trimmed(_ path: String) -> String {
        FilePath.absolute(FilePath.parts(of: path).filter { $0 != "." })
    }

    /// Reads the first bytes of a file, fewer when it is shorter.
    ///
    /// - Throws: `FlavorError` with the system's reason.
    package static func readPrefix(_ path: String, count: Int) throws(FlavorError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would keep us waiting.
        let file = try FileDescriptor(path, O_RDONLY | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: count)
        let length = try file.read(into: &bytes, what: path)
        return Array(bytes.prefix(length))
    }
}
