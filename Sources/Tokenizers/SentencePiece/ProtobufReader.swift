/// Reads the fields of a protocol buffer message, one after another.
struct ProtobufReader {
    /// A field's value, as far as the wire format tells.
    enum Value {
        case number(UInt64)
        case bits32(UInt32)
        case bits64
        case bytes(ArraySlice<UInt8>)
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next field, or nil at the end.
    mutating func next() throws(ProtobufError) -> (number: Int, value: Value)? {
        guard position < bytes.endIndex else { return nil }
        let key = try varint()
        guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw ProtobufError() }
        return (Int(key >> 3), try value(wireType: key & 7))
    }

    private mutating func value(wireType: UInt64) throws(ProtobufError) -> Value {
        switch wireType {
        case 0: return .number(try varint())
        case 1:
            _ = try take(8)
            return .bits64
        case 2:
            let count = try varint()
            guard count <= bytes.endIndex - position else { throw ProtobufError() }
            return .bytes(try take(Int(count)))
        case 5: return .bits32(try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
        default: throw ProtobufError()
        }
    }

    private mutating func take(_ count: Int) throws(ProtobufError) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - position else { throw ProtobufError() }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < bytes.endIndex else { throw ProtobufError() }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw ProtobufError()
    }
}

/// A message that is cut off or no message at all.
struct ProtobufError: Error {}
