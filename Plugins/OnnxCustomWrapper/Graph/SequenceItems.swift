import FlavorKit

extension Value {
    /// The items of a sequence, along the first axis of an array; nil for what has none.
    ///
    /// Lists of equal lengths come as an array from a request that does not say what they are.
    var sequenceItems: [Value]? {
        switch self {
        case .list(let items): items
        case .strings(let strings): strings.parts
        case .tensor(let tensor): tensor.parts
        default: nil
        }
    }

    /// Items without elements are counted by the shape alone, up to a number that a request can hold.
    fileprivate static let mostEmptyItems = 1 << 20
}

extension StringTensor {
    fileprivate var parts: [Value]? {
        let inner = Array(shape.dropFirst())
        guard let count = shape.first, count <= Value.mostEmptyItems || !items.isEmpty else { return nil }
        guard !inner.isEmpty else { return items.map { $0.map(Value.string) ?? .null } }
        let size = DType.elementCount(inner) ?? 0
        return try? (0..<count).map { index in
            .strings(try StringTensor(Array(items[index * size..<(index + 1) * size]), shape: inner))
        }
    }
}

extension Tensor {
    /// Nil where an item begins inside of a byte, or where there are nulls, which no tensor of the runtime has.
    fileprivate var parts: [Value]? {
        let inner = Array(shape.dropFirst())
        guard let count = shape.first, count <= Value.mostEmptyItems || elementCount > 0, validity == nil,
            dtype.bits % 8 == 0, let size = dtype.byteCount(shape: inner)
        else { return nil }
        return withUnsafeBytes { bytes in
            try? (0..<count).map { index in
                let part = UnsafeRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size])
                let storage = TensorStorage(byteCount: size) { $0.copyMemory(from: part) }
                return .tensor(try Tensor(dtype: dtype, shape: inner, storage: storage, isDatetime: isDatetime))
            }
        }
    }
}
