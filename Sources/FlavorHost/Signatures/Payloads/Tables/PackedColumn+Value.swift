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

    /// The cells as one value: a tensor, strings, or a list when there is nothing but null.
    var column: Value {
        switch kind {
        case .nothing, .mixed: .list([Value](repeating: .null, count: count))
        case .strings: .strings(StringTensor(strings))
        case .booleans: tensor(.bool) { UInt8(truncatingIfNeeded: $0) }
        case .integers: tensor(.int64) { $0 }
        case .doubles: tensor(.float64) { $0 }
        }
    }

    private func tensor<Element: BitwiseCopyable>(_ dtype: DType, _ element: (UInt64) -> Element) -> Value {
        withWords { words in
            let storage = TensorStorage(byteCount: count * MemoryLayout<Element>.size) { memory in
                let elements = memory.bindMemory(to: Element.self)
                for index in elements.indices { elements[index] = element(words[index]) }
            }
            let tensor = try? Tensor(dtype: dtype, shape: [count], storage: storage, validity: validity)
            return tensor.map(Value.tensor) ?? .null
        }
    }
}
