/// A safetensors file, mapped into memory and checked in full when it is opened.
///
/// Opening reads the header alone; the elements are read from the disk when they are touched.
public final class SafetensorsFile: Sendable {
    /// The path that the file was opened by.
    public let path: String
    /// The free-form strings under `__metadata__`.
    public let metadata: [String: String]
    /// The tensors' names, in the order of the header.
    public let names: [String]
    private let file: MappedFile
    private let header: SafetensorsHeader

    /// Opens a file.
    /// - Throws: ``SafetensorsError`` when the file cannot be read or breaks any rule of the format.
    public init(path: String) throws(SafetensorsError) {
        self.path = path
        file = try MappedFile(path: path)
        header = try SafetensorsHeader(of: file.bytes, path: path)
        metadata = header.metadata
        names = header.entries.map(\.name)
    }

    /// The tensor under a name, or nil when the file has none.
    public subscript(name: String) -> SafetensorsTensor? {
        guard let position = header.positions[Array(name.utf8)] else { return nil }
        let entry = header.entries[position]
        return SafetensorsTensor(
            name: entry.name, dtype: entry.dtype, shape: entry.shape, elementCount: entry.elementCount, file: self,
            range: header.dataStart + entry.range.lowerBound..<header.dataStart + entry.range.upperBound)
    }

    /// Returns a part of the mapped file that the header has been checked to lie in it.
    func bytes(in range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[range])
    }
}
