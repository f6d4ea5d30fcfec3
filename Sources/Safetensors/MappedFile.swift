import Glibc

/// A file mapped into memory for reading, unmapped when the last reference to it goes.
///
/// The mapping is private and never written, so any number of threads may read it. A file that another process cuts
/// short while it is mapped raises SIGBUS on reading, as every mapped file does.
final class MappedFile: Sendable {
    /// The whole file.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    /// Maps a regular file.
    init(path: String) throws(SafetensorsError) {
        // Without O_NONBLOCK, opening a pipe would wait for a writer that never comes.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SafetensorsError(path, "is not a regular file") }
        guard let size = Int(exactly: status.st_size), size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let address, address != MAP_FAILED else { throw Self.failure(path, "cannot be mapped into memory") }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit {
        guard let start = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }

    private static func failure(_ path: String, _ what: String) -> SafetensorsError {
        SafetensorsError(path, "\(what): \(String(cString: strerror(errno)))")
    }
}
