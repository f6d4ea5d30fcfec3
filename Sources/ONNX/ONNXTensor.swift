/// A tensor of constant values: an initializer of a graph or the value of an attribute.
public struct ONNXTensor: Sendable, Equatable {
    /// The name under which nodes take it.
    public var name: String
    /// The type of its elements.
    public var elementType: ONNXElementType
    /// The dimensions, outermost first; empty for a scalar.
    public var shape: [Int]
    /// Its elements, or where they are.
    public var content: Content

    /// The elements of a tensor.
    public enum Content: Sendable, Equatable {
        /// Row-major and little-endian, as many as the shape says.
        case bytes([UInt8])
        /// Texts, one for each element.
        case strings([[UInt8]])
        /// Bytes of another file.
        case external(ONNXExternalData)
    }

    /// Creates a tensor.
    public init(name: String, elementType: ONNXElementType, shape: [Int], content: Content) {
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.content = content
    }

    /// Creates a tensor of 64-bit integers.
    public init(name: String = "", shape: [Int], int64 values: [Int64]) {
        self.init(name: name, elementType: .int64, shape: shape, content: .bytes(littleEndianBytes(values)))
    }

    /// Creates a tensor of float32.
    public init(name: String = "", shape: [Int], float values: [Float]) {
        let bits = values.map(\.bitPattern)
        self.init(name: name, elementType: .float, shape: shape, content: .bytes(littleEndianBytes(bits)))
    }

    /// Creates a tensor of float16.
    ///
    /// - Parameter bits: The elements' bit patterns.
    public init(name: String = "", shape: [Int], float16 bits: [UInt16]) {
        self.init(name: name, elementType: .float16, shape: shape, content: .bytes(littleEndianBytes(bits)))
    }
}

/// Where the elements of a tensor lie outside the model's own file.
public struct ONNXExternalData: Sendable, Equatable {
    /// The other file, relative to the folder of the model's.
    public var location: String
    /// Where the elements begin in it, in bytes.
    public var offset: Int
    /// How many bytes they take.
    public var length: Int

    /// Creates a place.
    public init(location: String, offset: Int, length: Int) {
        self.location = location
        self.offset = offset
        self.length = length
    }
}

/// The bytes of integers, lowest first.
func littleEndianBytes<Integer: FixedWidthInteger>(_ values: [Integer]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Integer>.size)
    for value in values { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes
}
