import Glibc

/// Returns the bytes of a regular file.
func fileContents(_ path: String) throws(TokenizerError) -> [UInt8] {
    func failure(_ what: String) -> TokenizerError {
        TokenizerError(path, "\(what): \(String(cString: strerror(errno)))")
    }
    // Without O_NONBLOCK, opening a pipe would wait for a writer that never comes.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure("cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot be examined") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw TokenizerError(path, "is not a regular file") }
    let limit = 1 << 30
    guard status.st_size <= limit else {
        throw TokenizerError(path, "must be at most \(limit) bytes, found \(status.st_size)")
    }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, Int(status.st_size))) { buffer, count in
        while count < buffer.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
            let read = Glibc.read(descriptor, part.baseAddress, part.count)
            if read < 0 && errno == EINTR { continue }
            failed = read < 0
            if read <= 0 { break }
            count += read
        }
    }
    guard !failed else { throw failure("cannot be read") }
    return bytes
}
