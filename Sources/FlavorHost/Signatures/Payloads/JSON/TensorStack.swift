import FlavorKit
import JSON

/// Values of one name from several objects, put one after another along a new first dimension.
struct TensorStack {
    /// How many values there are.
    private(set) var count = 0
    private let type: JSONElementType?
    /// The shape of each value, by the first one.
    private var shape: [Int]?
    private var elements: [UInt8] = []
    /// The values where they are not read as elements.
    private let column = ColumnBuilder()

    /// Creates an empty stack.
    ///
    /// - Parameter type: The type of the elements; nil when the values tell.
    init(as type: JSONElementType?) { self.type = type }

    /// Reads the next value; returns false when it is not one that the type can hold, or has another shape.
    mutating func read(from text: inout PayloadText) throws(ReadFailure) -> Bool {
        guard let type else {
            try column.read(from: &text)
            count += 1
            return true
        }
        guard let found = try? text.json.arrayShape(), shape == nil || shape == found.dimensions,
            found.dimensions.count < PayloadText.maximumRank
        else { return false }
        shape = found.dimensions
        let start = elements.count
        let size = found.elementCount * type.byteCount
        elements.append(contentsOf: repeatElement(0, count: size))
        var ahead = text.json
        let isRead: Void? = elements.withUnsafeMutableBytes { bytes in
            try? ahead.readArray(
                of: type, dimensions: found.dimensions,
                into: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + size]))
        }
        guard isRead != nil else { return false }
        text.json = ahead
        count += 1
        return true
    }

    /// Hands over the values together: a tensor, strings, or a list where they are of other kinds.
    func takeValue() -> Value {
        guard let type, let shape, let dtype = DType(name: type.rawValue) else { return column.takeValue() }
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        let tensor = try? Tensor(dtype: dtype, shape: [count] + shape, storage: storage)
        return tensor.map(Value.tensor) ?? .null
    }
}
