import FlavorKit
import JSON

extension PayloadText {
    /// Reads nested lists as a tensor where they are rectangular and of one kind, anything else as it is.
    ///
    /// - Parameter type: What the signature asks for; taken only where every number can be read as it.
    ///
    /// - Parameter joinsNumbers: Whether integers beside other numbers become doubles.
    mutating func readTensorOrValue(
        as type: JSONElementType?, joinsNumbers: Bool = true
    ) throws(ReadFailure) -> Value {
        if try nextKind() == .array, let tensor = readTensor(as: type, joinsNumbers: joinsNumbers) { return tensor }
        return try readValue()
    }

    /// Reads rectangular nested lists of one kind; stays before them and returns nil when they are anything else.
    private mutating func readTensor(as type: JSONElementType?, joinsNumbers: Bool) -> Value? {
        guard let shape = try? json.arrayShape(), shape.dimensions.count <= Self.maximumRank else { return nil }
        switch shape.content {
        // Text and objects keep numbers as they were written.
        case .booleans where !joinsNumbers, .integers where !joinsNumbers: return nil
        case .booleans: return readNumbers(shape, as: .bool)
        case .integers: return type.flatMap { readNumbers(shape, as: $0) } ?? readNumbers(shape, as: .int64)
        case .numbers where !joinsNumbers: return nil
        case .numbers:
            return type.flatMap { readNumbers(shape, as: $0) } ?? readNumbers(shape, as: .float64, isExact: type == nil)
        case .strings: return readStrings(shape)
        case .nothing, .mixed: return nil
        }
    }

    /// As many dimensions as a tensor may have.
    static let maximumRank = 32

    /// - Parameter isExact: Whether to leave numbers so large that integers among them may have been rounded.
    private mutating func readNumbers(
        _ shape: JSONArrayShape, as type: JSONElementType, isExact: Bool = false
    ) -> Value? {
        guard let dtype = DType(name: type.rawValue) else { return nil }
        var ahead = json
        let storage = try? TensorStorage(byteCount: shape.elementCount * type.byteCount) { memory in
            try ahead.readArray(of: type, dimensions: shape.dimensions, into: memory)
        }
        guard let storage, let tensor = try? Tensor(dtype: dtype, shape: shape.dimensions, storage: storage),
            !tensor.hasNarrowInfinity, !isExact || !tensor.hasLargeNumbers
        else { return nil }
        json = ahead
        return .tensor(tensor)
    }

    private mutating func readStrings(_ shape: JSONArrayShape) -> Value? {
        var ahead = self
        var items: [String?] = []
        items.reserveCapacity(shape.elementCount)
        guard (try? ahead.readStrings(into: &items)) != nil,
            let strings = try? StringTensor(items, shape: shape.dimensions)
        else { return nil }
        self = ahead
        return .strings(strings)
    }

    private mutating func readStrings(into items: inout [String?]) throws(ReadFailure) {
        guard try nextKind() == .array else {
            items.append(try readString())
            return
        }
        try beginArray()
        while try nextElement() { try readStrings(into: &items) }
    }
}

extension Tensor {
    /// Whether an element of 64 bits is beyond the integers that floating point has all of.
    fileprivate var hasLargeNumbers: Bool {
        withUnsafeBytes { bytes in bytes.bindMemory(to: Double.self).contains { $0.magnitude >= 0x1p53 && $0.isFinite }
        }
    }

    /// Whether an element of 16 or 32 bits is infinite, be it that the number was too large or that it was written so.
    fileprivate var hasNarrowInfinity: Bool {
        withUnsafeBytes { bytes in
            switch dtype {
            case .float32: bytes.bindMemory(to: Float.self).contains { $0.isInfinite }
            case .float16: bytes.bindMemory(to: Float16.self).contains { $0.isInfinite }
            default: false
            }
        }
    }
}
