import FlavorKit
import Glibc
import PluginFiles

/// The bytes of a graph's file, mapped while they are walked.
struct MappedGraph: ~Copyable {
    let bytes: UnsafeRawBufferPointer

    /// - Throws: `FlavorError` when the file cannot be read.
    init(_ path: String) throws(FlavorError) {
        let file = try FileHandle(reading: path)
        let size = try file.size()
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
        guard let address, address != MAP_FAILED else { throw SystemFailure.error("\(path): cannot be mapped") }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
