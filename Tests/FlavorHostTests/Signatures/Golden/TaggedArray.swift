import FlavorKit
import JSON
import TestSupport

/// The content of `$ndarray`: elements of one of numpy's types, in row-major order.
struct TaggedArray {
    private let dtype: String
    private let shape: [Int]
    private let elements: [Value]

    init(dtype: String, shape: [Int], elements: [Value]) {
        self.dtype = NumpyType(dtype)?.name ?? dtype
        self.shape = shape
        // numpy's word for no time.
        self.elements = dtype.hasPrefix("datetime64") ? elements.map { $0 == "NaT" ? .null : $0 } : elements
    }

    /// Reads the object under the tag; without a shape, the lists have one.
    init(_ content: JSONValue) throws {
        guard let dtype = content["dtype"]?.stringValue, let data = content["data"] else {
            throw TestSupportError("no array")
        }
        let shape = content["shape"]?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } }
        // The elements of an array of objects may be lists themselves.
        let isNested = data.arrayValue?.first?.arrayValue != nil
        let depth = dtype == "object" ? (isNested ? shape?.count ?? 1 : 1) : 32
        self.init(
            dtype: dtype, shape: shape ?? Self.shape(of: data, depth: depth),
            elements: try Self.flat(data, depth: depth))
    }

    private static func shape(of data: JSONValue, depth: Int) -> [Int] {
        guard depth > 0, let items = data.arrayValue else { return [] }
        return [items.count] + (items.first.map { shape(of: $0, depth: depth - 1) } ?? [])
    }

    private static func flat(_ data: JSONValue, depth: Int) throws -> [Value] {
        guard depth > 0, let items = data.arrayValue else { return [try TaggedValue.value(data)] }
        return try items.flatMap { try flat($0, depth: depth - 1) }
    }

    var value: Value {
        get throws {
            switch dtype {
            case "object": return Self.nested(elements[...], shape[...])
            case "bytes":
                return Self.nested(
                    elements.map { $0.stringValue.map { .bytes(Array($0.utf8)) } ?? $0 }[...], shape[...])
            case "str",
                _ where dtype.hasPrefix("<U"):
                return .strings(try StringTensor(elements.map(\.stringValue), shape: shape))
            case "bool": return try tensor { $0 == .bool(true) }
            case "int8": return try tensor { Int8(truncatingIfNeeded: $0.intValue ?? 0) }
            case "int16": return try tensor { Int16(truncatingIfNeeded: $0.intValue ?? 0) }
            case "int32": return try tensor { Int32(truncatingIfNeeded: $0.intValue ?? 0) }
            case "int64", "Int64": return try tensor { $0.intValue ?? 0 }
            case "uint8": return try tensor { UInt8(truncatingIfNeeded: $0.intValue ?? 0) }
            case "uint16": return try tensor { UInt16(truncatingIfNeeded: $0.intValue ?? 0) }
            case "uint32": return try tensor { UInt32(truncatingIfNeeded: $0.intValue ?? 0) }
            case "uint64": return try tensor { UInt64(truncatingIfNeeded: $0.intValue ?? 0) }
            case "float16": return try tensor { Float16(Self.double($0)) }
            case "float32": return try tensor { Float(Self.double($0)) }
            case "float64": return try tensor(Self.double)
            case "complex64": return try complex(.complex64, of: Float.self)
            case "complex128": return try complex(.complex128, of: Double.self)
            case _ where dtype.hasPrefix("datetime64"): return try times
            default: throw TestSupportError("no element type \(dtype)")
            }
        }
    }

    private static func double(_ value: Value) -> Double {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: .nan
        }
    }

    private var times: Value {
        get throws {
            let times = try elements.map { element -> Int64 in
                switch element {
                case .datetime(let time), .int(let time): time
                case .string(let text): try TaggedValue.nanoseconds(text) ?? .min
                default: 0
                }
            }
            let storage = times.withUnsafeBytes { bytes in
                TensorStorage(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
            }
            return .tensor(
                try Tensor(dtype: .int64, shape: shape, storage: storage, validity: validity, isDatetime: true))
        }
    }

    /// A tensor of complex numbers, of which JSON has the real parts alone.
    private func complex<Part: BinaryFloatingPoint>(_ type: DType, of part: Part.Type) throws -> Value {
        let parts = elements.flatMap { [Part(Self.double($0)), 0] as [Part] }
        let storage = parts.withUnsafeBytes { bytes in
            TensorStorage(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
        }
        return .tensor(try Tensor(dtype: type, shape: shape, storage: storage))
    }

    private func tensor<Element: TensorElement>(_ convert: (Value) -> Element) throws -> Value {
        let converted = elements.map(convert)
        guard let validity, !dtype.hasPrefix("float") else { return .tensor(try Tensor(converted, shape: shape)) }
        let storage = converted.withUnsafeBytes { bytes in
            TensorStorage(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
        }
        return .tensor(try Tensor(dtype: Element.dtype, shape: shape, storage: storage, validity: validity))
    }

    /// The bits that tell nulls; nil without nulls.
    private var validity: [UInt8]? {
        guard elements.contains(.null) else { return nil }
        var bits = [UInt8](repeating: 0, count: (elements.count + 7) / 8)
        for (position, element) in elements.enumerated() where element != .null {
            bits[position >> 3] |= 1 << UInt8(position & 7)
        }
        return bits
    }

    private static func nested(_ elements: ArraySlice<Value>, _ shape: ArraySlice<Int>) -> Value {
        guard let extent = shape.first else { return elements.first ?? .null }
        let size = extent == 0 ? 0 : elements.count / extent
        return .list(
            (0..<extent).map { row in
                nested(
                    elements[(elements.startIndex + row * size)..<(elements.startIndex + (row + 1) * size)],
                    shape.dropFirst())
            })
    }
}
