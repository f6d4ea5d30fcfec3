import FlavorKit
import Glibc

extension Files {
    /// Reads standard input to its end.
    ///
    /// - Parameter cancellation: Ends the waiting for more.
    /// - Throws: `FlavorError` with the system's reason, or with `cancelled`.
    package static func readStandardInput(cancellation: Cancellation? = nil) throws(FlavorError) -> [UInt8] {
        let name = "standard input"
        // A number of our own, which the value closes. Without a standard input this fails.
        let number = dup(STDIN_FILENO)
        guard number >= 0 else { throw SystemFailure().error("cannot read \(name)") }
        return try readToEnd(FileDescriptor(owning: number), what: name, cancellation: cancellation)
    }

    /// Reads a file, a pipe or a device to its end.
    ///
    /// - Parameter cancellation: Ends the waiting for more.
    /// - Throws: `FlavorError` with the system's reason, or with `cancelled`.
    package static func readToEnd(
        _ path: String, cancellation: Cancellation? = nil
    ) throws(FlavorError) -> [UInt8] {
        // Opening a named pipe would wait for its writer, out of reach of the cancellation.
        let file = try FileDescriptor(path, O_RDONLY | O_NONBLOCK)
        return try readToEnd(file, what: path, cancellation: cancellation)
    }

    /// How many bytes are read into memory from a stream, whose size nobody knows before: 1 GiB.
    private static let streamLimit = 1 << 30

    private static func readToEnd(
        _ file: borrowing FileDescriptor, what: String, cancellation: Cancellation?
    ) throws(FlavorError) -> [UInt8] {
        let wait = try InputWait(cancellation: cancellation)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            try wait.untilReadable(file, what: what)
            let count = try file.read(into: &chunk, what: what)
            if count == 0 { return bytes }
            guard bytes.count + count <= streamLimit else {
                throw FlavorError(.resourceExhausted, "\(what): at most \(streamLimit) bytes are read, found more")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file that appears whole or not at all, replacing what was there.
    ///
    /// - Throws: `FlavorError` with the system's reason; nothing is left behind.
    package static func writeAtomically(_ bytes: [UInt8], to path: String) throws(FlavorError) {
        // A link stands for its target. What the system keeps below /dev and /proc is written to, not replaced, and so is
        // everything that is no file.
        let target = FilePath.resolved(path) ?? path
        let status = FileStatus(path, followingLinks: true)
        let isSystems = [path, target].contains { FilePath.isInside($0, "/dev") || FilePath.isInside($0, "/proc") }
        if isSystems || status.map({ !$0.isFile && !$0.isFolder }) == true { return try write(bytes, to: path) }
        let partial = "\(target).partial-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        // Somebody else's link or file of this name is not touched.
        let file = try FileDescriptor(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, what: path)
        do throws(FlavorError) {
            if let status { fchmod(file.number, status.permissions) }
            let written = bytes.withUnsafeBytes { bytes in
                Result { () throws(FlavorError) in try file.write(bytes, what: path) }
            }
            try written.get()
            try file.synchronize(what: path)
            guard rename(partial, target) == 0 else { throw SystemFailure().error("cannot write \(path)") }
        } catch {
            unlink(partial)
            throw error
        }
    }
}
