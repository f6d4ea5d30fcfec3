/// Walks the fields of one protobuf message, without knowing its description.
struct ProtobufReader {
    /// One field: its number and what it holds.
    struct Field {
        let number: UInt64
        let content: Content
    }

    enum Content {
        case number(UInt64)
        case bytes(UnsafeRawBufferPointer)
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    /// Whether the bytes broke the format; then no further field is given.
    private(set) var isDamaged = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next field, or nil at the end or where the bytes break the format.
    mutating func next() -> Field? {
        guard offset < bytes.count, !isDamaged else { return nil }
        guard let key = integer(), key >> 3 != 0, let content = content(key & 7) else {
            isDamaged = true
            return nil
        }
        return Field(number: key >> 3, content: content)
    }

    private mutating func content(_ type: UInt64) -> Content? {
        switch type {
        case 0: return integer().map(Content.number)
        case 1: return take(8).map(Content.bytes)
        case 2: return integer().flatMap { Int(exactly: $0) }.flatMap { take($0) }.map(Content.bytes)
        case 5: return take(4).map(Content.bytes)
        default: return nil
        }
    }

    private mutating func integer() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard offset < bytes.count else { return nil }
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - offset else { return nil }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
