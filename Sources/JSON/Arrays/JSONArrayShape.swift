/// The shape of nested arrays whose lengths agree, and what they hold.
public struct JSONArrayShape: Sendable, Equatable {
    /// The lengths from the outermost array to the innermost; empty for a value that is no array.
    public internal(set) var dimensions: [Int] = []
    /// What the innermost arrays hold.
    public internal(set) var content = Content.nothing
    /// How many elements the innermost arrays hold together.
    public internal(set) var elementCount = 0

    /// What the innermost arrays hold.
    public enum Content: Sendable {
        /// No elements at all.
        case nothing
        case booleans
        /// Numbers without fraction and exponent.
        case integers
        /// Numbers, at least one of which has a fraction or an exponent or is not finite.
        case numbers
        case strings
        /// Nulls, objects, or several kinds of value.
        case mixed

        /// The content of arrays that hold both.
        func joined(with other: Content) -> Content {
            switch (self, other) {
            case _ where self == other: self
            case (.nothing, _): other
            case (.integers, .numbers), (.numbers, .integers): .numbers
            default: .mixed
            }
        }
    }
}

extension JSONReader {
    /// Finds out the shape of the arrays that come next, without moving.
    ///
    /// Only what tells the shape is looked at: reading the arrays may still find a malformed number.
    /// - Throws: ``JSONError`` when an array is longer or shorter than its siblings or nested less deeply.
    public func arrayShape() throws(JSONError) -> JSONArrayShape {
        var scan = ArrayShapeScan(reader: self)
        try scan.scanValue(level: 0)
        return scan.shape
    }
}

/// Walks over nested arrays and compares their lengths.
private struct ArrayShapeScan {
    var reader: JSONReader
    var shape = JSONArrayShape()
    /// How many arrays enclose an element that is no array; nil before the first.
    private var elementLevel: Int?

    init(reader: JSONReader) { self.reader = reader }

    mutating func scanValue(level: Int) throws(JSONError) {
        let kind = try reader.nextKind()
        guard kind == .array else { return try scanElement(kind, level: level) }
        guard elementLevel != level else { throw reader.unexpected("no array beside plain elements") }
        let start = reader.offset
        if shape.dimensions.count == level { shape.dimensions.append(-1) }
        var count = 0
        try reader.beginArray()
        while try reader.nextElement() {
            try scanValue(level: level + 1)
            count += 1
        }
        if shape.dimensions[level] < 0 { shape.dimensions[level] = count }
        guard shape.dimensions[level] == count else {
            throw reader.error(
                "expected \(shape.dimensions[level]) elements as in the array before, found \(count)", at: start)
        }
    }

    private mutating func scanElement(_ kind: JSONKind, level: Int) throws(JSONError) {
        guard level == elementLevel ?? shape.dimensions.count, level == shape.dimensions.count else {
            throw reader.unexpected("an array as before")
        }
        elementLevel = level
        shape.elementCount += 1
        let content: JSONArrayShape.Content
        switch kind {
        case .number:
            if shape.content == .numbers {
                reader.skipNumber()
                return
            }
            content = reader.skipNumberWithKind() ? .integers : .numbers
        case .boolean:
            _ = try reader.readBool()
            content = .booleans
        case .string:
            _ = try reader.readString()
            content = .strings
        case .null, .array, .object:
            try reader.skipValue()
            content = .mixed
        }
        if shape.content != content { shape.content = shape.content.joined(with: content) }
    }
}

extension JSONReader {
    /// Moves past a number without checking it; returns whether it has only digits and a sign.
    fileprivate mutating func skipNumberWithKind() -> Bool {
        let start = offset
        skipNumber()
        return bytes[start..<offset].allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }
    }

    /// Moves past a number without checking it.
    fileprivate mutating func skipNumber() {
        // Of eight bytes at once: those that are no comma, bracket, brace or below '+' can be a number's.
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = offset
        while bytes.count - index >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let comma = word ^ (ones &* 0x2C)
            // ']' and '}' differ in one bit only.
            let bracket = (word | (ones &* 0x20)) ^ (ones &* 0x7D)
            let stop =
                ((comma &- ones) & ~comma | (bracket &- ones) & ~bracket | (word &- ones &* 0x2B) & ~word)
                & (ones &* 0x80)
            // False alarms are possible only above a true one.
            if stop != 0 {
                offset = index + stop.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x2B || byte == 0x2C || byte | 0x20 == 0x7D { break }
            index += 1
        }
        offset = index
    }
}
