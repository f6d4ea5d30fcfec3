import FlavorKit

/// Nested lists, or numbers of the widest type, as an array: their shape and their elements, row by row.
struct ElementList {
    private(set) var shape: [Int] = []
    private(set) var items: [Value] = []

    /// - Throws: `FlavorError` with `invalidArgument` for lists of different lengths side by side; `subject` names the
    ///   input.
    init(_ value: Value, _ subject: String) throws(FlavorError) {
        var level = value
        while case .list(let list) = level {
            shape.append(list.count)
            guard let first = list.first else { break }
            level = first
        }
        guard shape.count <= 32 else {
            throw FlavorError(.invalidArgument, "\(subject): expected at most 32 dimensions, found \(shape.count)")
        }
        try add(value, depth: 0, subject)
    }

    /// The elements of a tensor of the types that numbers have when they come as text; nil for one of another type.
    init?(widest tensor: Tensor) {
        if tensor.isDatetime { return nil }
        if let integers = tensor.elements(as: Int64.self) {
            items = integers.map(Value.int)
        } else if let numbers = tensor.elements(as: Double.self) {
            items = numbers.map(Value.double)
        } else {
            return nil
        }
        shape = tensor.shape
    }

    private mutating func add(_ value: Value, depth: Int, _ subject: String) throws(FlavorError) {
        guard depth < shape.count else {
            if case .list = value { throw ragged(subject) }
            items.append(value)
            return
        }
        guard case .list(let list) = value, list.count == shape[depth] else { throw ragged(subject) }
        for item in list { try add(item, depth: depth + 1, subject) }
    }

    private func ragged(_ subject: String) -> FlavorError {
        FlavorError(.invalidArgument, "\(subject): expected lists of equal lengths side by side, found others")
    }

    /// The elements as numbers of a type.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` for an element that the type does not hold.
    func tensor(_ dtype: DType, _ subject: String) throws(FlavorError) -> Tensor {
        switch dtype {
        case .bool:
            return try Tensor(
                dtype: .bool, shape: shape,
                storage: try bytes(subject, dtype) { if case .bool(let bool) = $0 { bool ? UInt8(1) : 0 } else { nil } }
            )
        case .int8: return try integers(Int8.self, subject)
        case .int16: return try integers(Int16.self, subject)
        case .int32: return try integers(Int32.self, subject)
        case .int64: return try integers(Int64.self, subject)
        case .uint8: return try integers(UInt8.self, subject)
        case .uint16: return try integers(UInt16.self, subject)
        case .uint32: return try integers(UInt32.self, subject)
        case .uint64: return try integers(UInt64.self, subject)
        case .float16: return try floats(Float16.self, subject) { Float16($0) }
        case .float32: return try floats(Float.self, subject) { Float($0) }
        case .float64: return try floats(Double.self, subject) { $0 }
        case .bfloat16:
            return try Tensor(
                dtype: .bfloat16, shape: shape,
                storage: try bytes(subject, dtype) { Self.number($0).map { Self.bfloat16(Float($0)) } })
        case .int4, .uint4, .int2, .uint2: return try packed(dtype, subject)
        default:
            if let narrow = NarrowFloat(dtype) {
                return try Tensor(
                    dtype: dtype, shape: shape,
                    storage: try bytes(subject, dtype) { Self.number($0).map(narrow.code) })
            }
            throw FlavorError(
                .invalidArgument,
                "\(subject): expected a tensor of \(dtype), found numbers, which cannot be told from "
                    + "other types: give a signature with another type")
        }
    }

    private func integers<Element: TensorElement & FixedWidthInteger>(
        _ type: Element.Type, _ subject: String
    ) throws(FlavorError) -> Tensor {
        let storage = try bytes(subject, Element.dtype) { Self.integer($0, type) }
        return try Tensor(dtype: Element.dtype, shape: shape, storage: storage)
    }

    private func floats<Element: TensorElement & BinaryFloatingPoint>(
        _ type: Element.Type, _ subject: String, _ convert: (Double) -> Element
    ) throws(FlavorError) -> Tensor {
        // A number that is none in the type does not fit it.
        let storage = try bytes(subject, Element.dtype) { item in
            Self.number(item).flatMap { number in
                let converted = convert(number)
                return number.isFinite && !converted.isFinite ? nil : converted
            }
        }
        return try Tensor(dtype: Element.dtype, shape: shape, storage: storage)
    }

    private func packed(_ dtype: DType, _ subject: String) throws(FlavorError) -> Tensor {
        let bits = Int(dtype.bits)
        let range: ClosedRange<Int64> =
            dtype.code == 0 ? -(1 << Int64(bits - 1))...(1 << Int64(bits - 1)) - 1 : 0...(1 << Int64(bits)) - 1
        var packed = [UInt8](repeating: 0, count: (items.count * bits + 7) / 8)
        for (index, item) in items.enumerated() {
            guard let number = Self.integer(item, Int64.self), range.contains(number) else {
                throw mismatch(subject, dtype, item)
            }
            let pattern = UInt8(truncatingIfNeeded: number) & UInt8(1 << bits - 1)
            packed[index * bits / 8] |= pattern << UInt8(index * bits % 8)
        }
        let storage = packed.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        return try Tensor(dtype: dtype, shape: shape, storage: storage)
    }

    private func bytes<Element: BitwiseCopyable>(
        _ subject: String, _ dtype: DType, _ convert: (Value) -> Element?
    ) throws(FlavorError) -> TensorStorage {
        var elements: [Element] = []
        elements.reserveCapacity(items.count)
        for item in items {
            guard let element = convert(item) else { throw mismatch(subject, dtype, item) }
            elements.append(element)
        }
        return elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
    }

    private func mismatch(_ subject: String, _ dtype: DType, _ item: Value) -> FlavorError {
        FlavorError(
            .invalidArgument,
            "\(subject): expected elements of \(dtype), found one that does not fit (\(item.kindName))")
    }

    private static func integer<Element: FixedWidthInteger>(_ value: Value, _ type: Element.Type) -> Element? {
        switch value {
        case .int(let number): Element(exactly: number)
        case .double(let number): Element(exactly: number)
        default: nil
        }
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The nearest bfloat16, of two equally near ones the even.
    private static func bfloat16(_ number: Float) -> UInt16 {
        if number.isNaN { return 0x7FC0 }
        let bits = number.bitPattern
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }
}
