import JSON

extension Value {
    /// Reads a JSON document as a tree of scalars, lists and maps.
    ///
    /// - Throws: `FlavorError` with `outOfRange` for an integer that does not fit in 64 bits.
    public init(json: JSONValue) throws(FlavorError) {
        switch json {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .integer(let number): self = .int(number)
        case .bigInteger:
            throw FlavorError(
                .outOfRange, "an integer does not fit in 64 bits: write it with a decimal point, or as text")
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let items):
            var list: [Value] = []
            list.reserveCapacity(items.count)
            for item in items { list.append(try Value(json: item)) }
            self = .list(list)
        case .object(let object):
            var entries: [(String, Value)] = []
            entries.reserveCapacity(object.count)
            for (key, value) in object { entries.append((key, try Value(json: value))) }
            self = .map(ValueMap(entries))
        }
    }

    /// The value as MLflow's replies write it: tensors as nested lists, bytes in base64, dates
    /// in ISO 8601.
    public var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .int(let number): .integer(number)
        case .double(let number): .double(number)
        case .datetime(let nanoseconds): .string(ISO8601.text(nanoseconds: nanoseconds))
        case .string(let text): .string(text)
        case .bytes(let bytes): .string(Base64.lines(bytes))
        case .list(let items): .array(items.map(\.json))
        case .map(let map): .object(JSONObject(map.entries.map { ($0.name, $0.value.json) }))
        case .tensor(let tensor): tensor.json
        case .strings(let strings):
            JSONValue.nested(strings.items.map { $0.map(JSONValue.string) ?? .null }, shape: strings.shape)
        }
    }
}

extension Tensor {
    /// The elements as nested lists; nulls where the validity says so.
    public var json: JSONValue {
        let elements = withUnsafeBytes { bytes in
            (0..<elementCount).map { isValid(at: $0) ? element(at: $0, in: bytes) : .null }
        }
        return JSONValue.nested(elements, shape: shape)
    }

    private func element(at position: Int, in bytes: UnsafeRawBufferPointer) -> JSONValue {
        func load<Number: BitwiseCopyable>(_ type: Number.Type) -> Number {
            bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Number>.size, as: type)
        }
        switch dtype {
        case .bool: return .bool(load(UInt8.self) != 0)
        case .int8: return .integer(Int64(load(Int8.self)))
        case .int16: return .integer(Int64(load(Int16.self)))
        case .int32: return .integer(Int64(load(Int32.self)))
        case .int64 where isDatetime: return .string(ISO8601.text(nanoseconds: load(Int64.self)))
        case .int64: return .integer(load(Int64.self))
        case .uint8: return .integer(Int64(load(UInt8.self)))
        case .uint16: return .integer(Int64(load(UInt16.self)))
        case .uint32: return .integer(Int64(load(UInt32.self)))
        case .uint64:
            let number = load(UInt64.self)
            return Int64(exactly: number).map(JSONValue.integer) ?? .bigInteger(String(number))
        case .float16: return .double(Double(load(Float16.self)))
        case .bfloat16: return .double(Double(Float(bitPattern: UInt32(load(UInt16.self)) << 16)))
        case .float32: return .double(Double(load(Float.self)))
        case .float64: return .double(load(Double.self))
        case .complex64:
            return .array([.double(Double(load(SIMD2<Float>.self).x)), .double(Double(load(SIMD2<Float>.self).y))])
        case .complex128: return .array([.double(load(SIMD2<Double>.self).x), .double(load(SIMD2<Double>.self).y)])
        default: return packedElement(at: position, in: bytes)
        }
    }

    /// The bits of an element of a type that JSON has no number for, as an integer.
    private func packedElement(at position: Int, in bytes: UnsafeRawBufferPointer) -> JSONValue {
        let start = position * Int(dtype.bits)
        var pattern: Int64 = 0
        for bit in 0..<Int(dtype.bits) where bytes[(start + bit) >> 3] >> UInt8((start + bit) & 7) & 1 == 1 {
            pattern |= 1 << Int64(bit)
        }
        let isSigned = dtype.code == 0 && pattern >> Int64(dtype.bits - 1) & 1 == 1
        return .integer(isSigned ? pattern - (1 << Int64(dtype.bits)) : pattern)
    }
}

extension JSONValue {
    /// A row-major sequence as nested lists.
    fileprivate static func nested(_ elements: [JSONValue], shape: [Int]) -> JSONValue {
        guard let extent = shape.last else { return elements.first ?? .null }
        if shape.count == 1 { return .array(elements) }
        // Without elements the rows are counted by the shape, up to a number that a reply can hold.
        let rowCount = DType.elementCount(shape.dropLast()) ?? Int.max
        if elements.isEmpty && rowCount > 1_000_000 { return [] }
        let rows = (0..<rowCount).map { JSONValue.array(Array(elements[$0 * extent..<($0 + 1) * extent])) }
        return nested(rows, shape: shape.dropLast())
    }
}
