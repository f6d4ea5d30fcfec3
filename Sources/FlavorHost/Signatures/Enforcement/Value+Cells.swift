import FlavorKit

extension Value {
    /// How many cells a column has; nil for what is no column.
    var cellCount: Int? {
        switch self {
        case .list(let items): items.count
        case .tensor(let tensor): tensor.shape.first
        case .strings(let strings): strings.shape.first
        default: nil
        }
    }

    /// The cells of a column: of an array with several dimensions each is an array.
    var cells: [Value] {
        switch self {
        case .list(let items): items
        case .tensor(let tensor): tensor.cells
        case .strings(let strings): strings.cells
        default: []
        }
    }
}

extension Tensor {
    /// The elements of one dimension as single values, or the parts of several.
    fileprivate var cells: [Value] {
        guard let count = shape.first else { return [] }
        guard shape.count == 1 else { return nestedCells(count) }
        return withUnsafeBytes { bytes in
            (0..<count).map { isValid(at: $0) ? element(at: $0, in: bytes) : .null }
        }
    }

    private func nestedCells(_ count: Int) -> [Value] {
        let inner = Array(shape.dropFirst())
        guard let length = DType.elementCount(inner) else { return [] }
        return withUnsafeBytes { bytes in
            (0..<count).map { position in
                .list(unflatten(inner, bytes, start: position * length))
            }
        }
    }

    private func unflatten(_ shape: [Int], _ bytes: UnsafeRawBufferPointer, start: Int) -> [Value] {
        guard let count = shape.first else { return [] }
        let inner = Array(shape.dropFirst())
        let length = DType.elementCount(inner) ?? 0
        return (0..<count).map { position in
            let index = start + position * length
            if inner.isEmpty { return isValid(at: index) ? element(at: index, in: bytes) : .null }
            return .list(unflatten(inner, bytes, start: index))
        }
    }

    /// The element at a row-major position as a single value; null for types that no single value holds.
    func element(at position: Int, in bytes: UnsafeRawBufferPointer) -> Value {
        func load<Number: BitwiseCopyable>(_ type: Number.Type) -> Number {
            bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Number>.size, as: type)
        }
        switch dtype {
        case .bool: return .bool(load(UInt8.self) != 0)
        case .int8: return .int(Int64(load(Int8.self)))
        case .int16: return .int(Int64(load(Int16.self)))
        case .int32: return .int(Int64(load(Int32.self)))
        case .int64: return isDatetime ? .datetime(load(Int64.self)) : .int(load(Int64.self))
        case .uint8: return .int(Int64(load(UInt8.self)))
        case .uint16: return .int(Int64(load(UInt16.self)))
        case .uint32: return .int(Int64(load(UInt32.self)))
        case .uint64: return Int64(exactly: load(UInt64.self)).map(Value.int) ?? .double(Double(load(UInt64.self)))
        case .float16: return .double(Double(load(Float16.self)))
        case .bfloat16: return .double(Double(Float(bitPattern: UInt32(load(UInt16.self)) << 16)))
        case .float32: return .double(Double(load(Float.self)))
        case .float64: return .double(load(Double.self))
        default: return .null
        }
    }
}

extension StringTensor {
    fileprivate var cells: [Value] {
        guard let count = shape.first else { return [] }
        let inner = Array(shape.dropFirst())
        guard !inner.isEmpty else { return items.map { $0.map(Value.string) ?? .null } }
        let length = DType.elementCount(inner) ?? 0
        return (0..<count).map { position in
            let part = Array(items[position * length..<(position + 1) * length])
            return (try? StringTensor(part, shape: inner)).map(Value.strings) ?? .null
        }
    }
}
