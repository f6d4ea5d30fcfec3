import Glibc

/// The file of external data while it is written, at any place by any thread.
final class DataFile: Sendable {
    let path: String
    private let number: CInt
    private let size: Int

    /// Creates a file of a size.
    ///
    /// - Throws: ``ModelBuilderError`` when it is there already or cannot be made; where the file system can tell, also when
    ///   there is not enough space.
    init(creating path: String, size: Int) throws(ModelBuilderError) {
        number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw .system("\(path): cannot be created") }
        self.path = path
        self.size = size
        guard size > 0 else { return }
        while !LinuxCalls.fallocate(number, size: size) {
            if errno == EINTR { continue }
            let cannotReserve = errno == EOPNOTSUPP || errno == ENOSYS
            guard cannotReserve, ftruncate(number, size) == 0 else {
                throw .system("\(path): cannot be written", size: size, of: number)
            }
            break
        }
    }

    deinit { close(number) }

    /// Writes bytes, and has the system begin to bring them to the disk.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(ModelBuilderError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(number, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .system("\(path): cannot be written", size: size, of: number)
            }
        }
        if bytes.count >= Self.worthStarting {
            // The disk works while the next part is calculated.
            LinuxCalls.startWriting(number, from: offset, count: bytes.count)
        }
    }

    private static let worthStarting = 1 << 20
}
