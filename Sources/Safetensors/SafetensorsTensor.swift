/// A tensor in a mapped safetensors file.
public struct SafetensorsTensor: Sendable {
    /// The name under which the file holds it.
    public let name: String
    /// The type of its elements.
    public let dtype: SafetensorsDType
    /// The dimensions, outermost first; empty for a scalar.
    public let shape: [Int]
    /// The product of the shape, zero when a dimension is.
    public let elementCount: Int
    /// The file that holds the elements.
    public let file: SafetensorsFile
    /// Where the elements are in the file, in bytes from its start: for who reads them without mapping them.
    public let range: Range<Int>

    /// The elements in the mapped file: row-major, little-endian, read-only, and not always aligned to their type.
    ///
    /// The memory is valid while ``file`` is referenced.
    public var bytes: UnsafeRawBufferPointer { file.bytes(in: range) }
}
