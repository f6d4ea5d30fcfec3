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
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file that appears whole or not at all, replacing what was there.
    ///
    /// - Throws: `FlavorError` with the system's reason; nothing is left behind.
    package static func writeAtomically(_ bytes: [UInt8], to path: String) throws(FlavorError) {
        // A device or a pipe is written to, not replaced.
        if let status = FileStatus(path, followingLinks: true), !status.isFile, !status.isFolder {
            return try write(bytes, to: path)
        }
        let partial = "\(path).partial-\(getpid())"
        do {
            try write(bytes, to: partial)
        } catch {
            unlink(partial)
            throw error
        }
        guard rename(partial, path) == 0 else {
            let failure = SystemFailure().error("cannot write \(path)")
            unlink(partial)
            throw failure
        }
    }
}
