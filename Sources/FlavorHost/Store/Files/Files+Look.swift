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
        let parts = FilePath.parts(of: path).filter { $0 != "." }
        return "/" + parts.joined(separator: "/")
    }

    /// Reads the first bytes of a file, fewer when it is shorter.
    ///
    /// - Throws: `FlavorError` with the system's reason.
    package static func readPrefix(_ path: String, count: Int) throws(FlavorError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would keep us waiting.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FlavorError(.notFound, "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let length = Glibc.read(descriptor, &bytes, count)
        guard length >= 0 else { throw FlavorError(.dataLoss, "\(path): \(String(cString: strerror(errno)))") }
        return Array(bytes.prefix(length))
    }

    /// Reads standard input to its end.
    ///
    /// - Throws: `FlavorError` with the system's reason.
    package static func readStandardInput() throws(FlavorError) -> [UInt8] {
        try readToEnd(STDIN_FILENO, what: "standard input")
    }

    /// Reads a file, a pipe or a device to its end.
    ///
    /// - Throws: `FlavorError` with the system's reason.
    package static func readToEnd(_ path: String) throws(FlavorError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FlavorError(.notFound, "\(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        return try readToEnd(descriptor, what: path)
    }

    private static func readToEnd(_ descriptor: Int32, what: String) throws(FlavorError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FlavorError(.dataLoss, "\(what): \(String(cString: strerror(errno)))") }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file that appears whole or not at all, replacing what was there.
    ///
    /// - Throws: `FlavorError` with the system's reason; nothing is left behind.
    package static func writeAtomically(_ bytes: [UInt8], to path: String) throws(FlavorError) {
        // A device or a pipe is written to, not replaced.
        if let status = FileStatus(path, followingLinks: true), !status.isFile, !status.isFolder {
            return try append(bytes, to: path)
        }
        let partial = "\(path).partial-\(getpid())"
        do {
            try write(bytes, to: partial)
        } catch {
            unlink(partial)
            throw error
        }
        guard rename(partial, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(partial)
            throw FlavorError(.permissionDenied, "\(path): \(reason)")
        }
    }

    private static func append(_ bytes: [UInt8], to path: String) throws(FlavorError) {
        guard let file = fopen(path, "ab") else {
            throw FlavorError(.permissionDenied, "\(path): \(String(cString: strerror(errno)))")
        }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else {
            throw FlavorError(.dataLoss, "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
