import FlavorKit
import Glibc

/// An open file or folder, closed with its owner.
struct FileDescriptor: ~Copyable {
    /// The system's number of it.
    let number: CInt

    /// Opens a path as the C function `open` does; never handed on to child processes.
    /// - Parameter what: The path as messages name it.
    init(_ path: String, _ flags: CInt, permissions: mode_t = 0o666, what: String? = nil) throws(FlavorError) {
        let number = retrying { open(path, flags | O_CLOEXEC, permissions) }
        guard number >= 0 else { throw SystemFailure().error("cannot open \(what ?? path)") }
        self.number = number
    }

    /// Opens a name inside an open folder as the C function `openat` does; nil when that fails, with `errno` set.
    init?(_ name: String, in folder: borrowing FileDescriptor, _ flags: CInt) {
        let folderNumber = folder.number
        let number = retrying { openat(folderNumber, name, flags | O_CLOEXEC) }
        guard number >= 0 else { return nil }
        self.number = number
    }

    /// Takes over a number that is open.
    init(owning number: CInt) { self.number = number }

    deinit { close(number) }

    /// Returns what the system knows about the file.
    func status(what: String) throws(FlavorError) -> FileStatus {
        var record = stat()
        guard fstat(number, &record) == 0 else { throw SystemFailure().error("cannot examine \(what)") }
        return FileStatus(record)
    }

    /// Writes all bytes at the current position.
    func write(_ bytes: UnsafeRawBufferPointer, what: String) throws(FlavorError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = retrying { Glibc.write(number, rest.baseAddress, rest.count) }
            guard count >= 0 else { throw SystemFailure().error("cannot write \(what)") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Reads bytes at the current position, and returns how many; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, what: String) throws(FlavorError) -> Int {
        let count = retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
        guard count >= 0 else { throw SystemFailure().error("cannot read \(what)") }
        return count
    }

    /// Reads up to as many bytes as an array has at the current position, and returns how many; 0 at the end.
    func read(into bytes: inout [UInt8], what: String) throws(FlavorError) -> Int {
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FlavorError) in try read(into: buffer, what: what) }
        }
        return try result.get()
    }

    /// Waits until the disk holds what was written.
    func synchronize(what: String) throws(FlavorError) {
        // Some file systems cannot synchronise folders and say so; there is nothing more to do then.
        guard retrying({ fsync(number) }) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw SystemFailure().error("cannot write \(what)")
        }
    }
}
