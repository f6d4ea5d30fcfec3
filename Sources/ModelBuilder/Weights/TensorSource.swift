import Glibc
import Safetensors

/// Some rows of a stored matrix, or all of a vector.
struct TensorSource: Sendable {
    let name: String
    let type: WeightType
    /// Where the first element is in the storage, in bytes.
    let offset: Int
    let rowCount: Int
    /// The elements of a row; 1 for a vector.
    let columnCount: Int
    let storage: ByteSource

    var elementCount: Int { rowCount * columnCount }
    var byteCount: Int { elementCount * type.byteCount }

    /// The same tensor's rows in a range.
    func rows(_ range: Range<Int>) -> TensorSource {
        TensorSource(
            name: name, type: type, offset: offset + range.lowerBound * columnCount * type.byteCount,
            rowCount: range.count, columnCount: columnCount, storage: storage)
    }

    /// Reads elements in their stored type.
    func read(_ range: Range<Int>, into buffer: UnsafeMutableRawPointer) throws(ModelBuilderError) {
        let count = range.count * type.byteCount
        try storage.read(
            UnsafeMutableRawBufferPointer(start: buffer, count: count),
            at: offset + range.lowerBound * type.byteCount)
    }
}

/// Where stored bytes lie.
enum ByteSource: Sendable {
    /// In a file, from an offset on.
    case file(SourceFile, offset: Int)
    /// In memory: elements that the graph's own file holds.
    case memory([UInt8])

    /// Fills a buffer with the bytes from a position on; there have to be so many.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(ModelBuilderError) {
        switch self {
        case .file(let file, let offset): try file.read(buffer, at: offset + position)
        case .memory(let bytes):
            bytes.withUnsafeBytes { memory in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[position..<position + buffer.count]))
            }
        }
    }
}

/// An open file that is read by position, by any thread.
///
/// It is read with pread: mapped pages would count as memory in use.
final class SourceFile: Sendable {
    let path: String
    private let number: CInt

    init(path: String) throws(ModelBuilderError) {
        // Without O_NONBLOCK, opening a pipe would wait for a writer that never comes.
        number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { throw .system("\(path): cannot be opened") }
        self.path = path
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ModelBuilderError(.invalid, "\(path): expected a file, found something else")
        }
    }

    deinit { close(number) }

    /// The file's size in bytes.
    func size() throws(ModelBuilderError) -> Int {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .system("\(path): cannot be read") }
        return Int(status.st_size)
    }

    /// Fills a buffer with the bytes from an offset on.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ModelBuilderError) {
        var done = 0
        while done < buffer.count {
            let count = pread(number, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            if count > 0 {
                done += count
            } else if count == 0 {
                throw ModelBuilderError(.invalid, "\(path): became shorter while it was read: copy it again")
            } else if errno != EINTR {
                throw .system("\(path): cannot be read")
            }
        }
    }
}
