import FlavorKit
import JSON

extension PackedColumn {
    /// The cells one by one.
    var values: [Value] {
        (0..<count).map { index in
            if isNull(at: index) { return .null }
            switch kind {
            case .nothing, .mixed: return .null
            case .strings: return strings[index].map(Value.string) ?? .null
            case .booleans: return .bool(word(at: index) != 0)
            case .integers: return .int(Int64(bitPattern: word(at: index)))
            case .doubles:
                let number = Double(bitPattern: word(at: index))
                return isInteger(at: index) ? Int64(exactly: number).map(Value.int) ?? .double(number) : .double(number)
            }
        }
    }

    /// Hands over the cells as one value: a tensor, strings, or a list when there is nothing but null.
    func takeColumn() -> Value {
        defer { close() }
        switch kind {
        case .nothing, .mixed: return .list([Value](repeating: .null, count: count))
        case .strings: return .strings(StringTensor(strings))
        case .booleans:
            return tensor(
                .bool,
                TensorStorage(byteCount: count) { bytes in
                    for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: word(at: index)) }
                })
        case .integers, .doubles:
            let dtype = kind == .integers ? DType.int64 : .float64
            let (words, memory) = takeWords()
            let bytes = UnsafeRawBufferPointer(start: words, count: count * MemoryLayout<UInt64>.size)
            return tensor(
                dtype, TensorStorage(borrowing: bytes, of: nil, release: { withExtendedLifetime(memory) {} }))
        }
    }

    private func tensor(_ dtype: DType, _ storage: TensorStorage) -> Value {
        (try? Tensor(dtype: dtype, shape: [count], storage: storage, validity: validity)).map(Value.tensor) ?? .null
    }
}
