import FlavorKit
import Glibc

/// Reading, writing, listing and removing files; every failure is a sentence that names the path.
package enum Files {
    /// How many folders may stand inside one another.
    static let depthLimit = 128

    /// Reads a whole file.
    /// - Parameter limit: The most bytes it may have; a larger file is refused before it is read.
    package static func read(_ path: String, limit: Int) throws(FlavorError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe would keep us waiting.
        let file = try FileDescriptor(path, O_RDONLY | O_NONBLOCK, what: path)
        let status = try file.status(what: path)
        guard status.isFile else { throw FlavorError(.invalidArgument, "\(path) is not a file") }
        guard status.size <= limit else {
            throw FlavorError(.invalidArgument, "\(path): at most \(limit) bytes are read, found \(status.size)")
        }
        var bytes = [UInt8](repeating: 0, count: status.size)
        var count = 0
        // A file that shrinks ends early; one that grows is cut at the size it had.
        while count < bytes.count {
            let result = bytes.withUnsafeMutableBytes { buffer in
                Result { () throws(FlavorError) in
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]), what: path)
                }
            }
            let step = try result.get()
            if step == 0 { break }
            count += step
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Writes a whole file, in place of what was there.
    package static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FlavorError) {
        let file = try FileDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC, what: path)
        let result = Array(bytes).withUnsafeBytes { buffer in
            Result { () throws(FlavorError) in try file.write(buffer, what: path) }
        }
        try result.get()
    }

    /// Creates a folder and those above it where they are missing.
    /// - Returns: The folders that were created, outermost first.
    @discardableResult
    package static func createFolder(_ path: String) throws(FlavorError) -> [String] {
        var missing: [String] = []
        var current = path
        while FileStatus(current, followingLinks: true) == nil, errno == ENOENT, current != "." {
            missing.append(current)
            current = FilePath.parent(of: current)
        }
        if let status = FileStatus(current, followingLinks: true), !status.isFolder {
            throw FlavorError(.failedPrecondition, "\(current) is not a folder, so \(path) cannot be created in it")
        }
        var created: [String] = []
        for folder in missing.reversed() {
            // Another process may create it at the same time.
            guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
                let failure = SystemFailure().error("cannot create the folder \(folder)")
                for folder in created.reversed() { rmdir(folder) }
                throw failure
            }
            created.append(folder)
        }
        return created
    }
}
