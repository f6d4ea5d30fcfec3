import FlavorKit
import Glibc

/// An open file that closes itself.
package struct FileHandle: ~Copyable {
    package let number: CInt
    /// The path that the file was opened by, for messages.
    let path: String

    /// Opens a file for reading; symbolic links are followed.
    ///
    /// - Throws: `FlavorError` when it is not there or is not a plain file.
    package init(reading path: String) throws(FlavorError) {
        number = try FileHandle.openForReading(path)
        self.path = path
    }

    /// Creates a file that must not be there yet.
    ///
    /// - Throws: `FlavorError` when it cannot be created.
    package init(creating path: String) throws(FlavorError) {
        number = try FileHandle.open(path, O_WRONLY | O_CREAT | O_EXCL)
        self.path = path
    }

    private static func openForReading(_ path: String) throws(FlavorError) -> CInt {
        // Without O_NONBLOCK a named pipe would wait here for its other end.
        let number = try open(path, O_RDONLY | O_NONBLOCK)
        var status = stat()
        if fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return number }
        close(number)
        throw FlavorError(.invalidArgument, "\(path): expected a file, found something else")
    }

    private static func open(_ path: String, _ flags: CInt) throws(FlavorError) -> CInt {
        let number = Glibc.open(path, flags | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw SystemFailure.error("\(path): cannot be opened") }
        return number
    }

    deinit { close(number) }

    /// The file's size in bytes.
    package func size() throws(FlavorError) -> Int {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw SystemFailure.error("\(path): cannot be read") }
        return Int(status.st_size)
    }

    /// Reads what comes next, at most as much as fits; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlavorError) -> Int {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw SystemFailure.error("\(path): cannot be read") }
        }
    }

    /// Writes all bytes.
    /// - Parameter size: How many bytes the file is to have in all, where there are more than these.
    package func write(_ bytes: UnsafeRawBufferPointer, of size: Int? = nil) throws(FlavorError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno != EINTR {
                throw SystemFailure.error("\(path): cannot be written", size: size ?? bytes.count, of: number)
            }
        }
    }
}
