import FlavorKit
import Glibc

extension FileSystem {
    /// Reads a text file of at most a number of bytes.
    ///
    /// - Throws: `FlavorError`: the file, and what is wrong with it.
    package static func text(at path: String, most: Int = mostConfigurationBytes) throws(FlavorError) -> String {
        let file = try FileHandle(reading: path)
        let size = try file.size()
        guard size <= most else {
            throw FlavorError(.invalidArgument, "\(path): expected a text of at most \(most) bytes, found \(size)")
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while count < size {
            let more = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count..<size]))
            if more == 0 { break }
            count += more
        }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        guard let text = String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) else {
            throw FlavorError(.dataLoss, "\(path): expected text in UTF-8, found other bytes")
        }
        return text
    }

    /// Writes a new text file in place of what was there, which may be a link to another file and is left as it is.
    package static func write(_ text: String, to path: String) throws(FlavorError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemFailure.error("\(path): cannot be replaced") }
        let file = try FileHandle(creating: path)
        let result = Array(text.utf8).withUnsafeBytes { bytes in
            Result { () throws(FlavorError) in try file.write(bytes) }
        }
        try result.get()
    }
}
