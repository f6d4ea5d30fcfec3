/// Reads a JSON text from front to back without building a tree.
///
/// The text is strict JSON in UTF-8, with what Python's `json` takes besides: a byte order mark, `NaN`, `Infinity` and
/// `-Infinity`. Arrays and objects nest at most `maximumDepth` deep. A copy of the reader is a bookmark: reading the
/// copy leaves the original where it is.
///
/// ```swift
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///     if key == "size" { size = try reader.readValue() } else { try reader.skipValue() }
/// }
/// try reader.finish()
/// ```
public struct JSONReader {
    /// How many arrays and objects may enclose a value.
    public static let maximumDepth = 128

    /// The text; it must stay valid while the reader is used.
    let bytes: UnsafeRawBufferPointer
    /// The offset of the next byte to be read.
    public internal(set) var offset: Int
    /// How many arrays and objects are open.
    var depth = 0
    /// Whether the innermost container was just opened, so that no comma is due.
    private var isAtStart = false
    /// Where the first number stands that was read and is too large for a double, which makes it infinite.
    package internal(set) var firstOverflow: Int?

    /// Creates a reader at the start of a text that stays valid while the reader is used.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        offset = Self.startsWithByteOrderMark(bytes) ? 3 : 0
    }

    /// Creates a reader of a part of a text, which counts lines from the text's start.
    package init(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        offset = start
    }

    /// The size of the text in bytes.
    package var byteCount: Int { bytes.count }

    static func startsWithByteOrderMark(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    }

    // MARK: Containers

    /// Enters the array that comes next.
    public mutating func beginArray() throws(JSONError) {
        try open(UInt8(ascii: "["), "an array")
    }

    /// Moves to the next element of the innermost array, or leaves the array and returns false.
    public mutating func nextElement() throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = current
        if byte == UInt8(ascii: "]") {
            close()
            return false
        }
        if isAtStart {
            isAtStart = false
        } else if byte == UInt8(ascii: ",") {
            offset += 1
            skipWhitespace()
            if current == UInt8(ascii: "]") { throw unexpected("a value after ','") }
        } else {
            throw unexpected("',' or ']' after the element")
        }
        return true
    }

    /// Enters the object that comes next.
    public mutating func beginObject() throws(JSONError) {
        try open(UInt8(ascii: "{"), "an object")
    }

    /// Moves to the next member of the innermost object and returns its key, or leaves the object and returns nil.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard try nextMember() else { return nil }
        let key = try readString()
        try skipColon()
        return key
    }

    /// Moves to the key of the next member of the innermost object, or leaves the object and returns false.
    @inline(__always)
    mutating func nextMember() throws(JSONError) -> Bool {
        skipWhitespace()
        let byte = current
        if byte == UInt8(ascii: "}") {
            close()
            return false
        }
        if isAtStart {
            isAtStart = false
            guard byte == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes or '}'") }
        } else {
            guard byte == UInt8(ascii: ",") else { throw unexpected("',' or '}' after the value") }
            offset += 1
            skipWhitespace()
            guard current == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes after ','") }
        }
        return true
    }

    @inline(__always)
    mutating func skipColon() throws(JSONError) {
        skipWhitespace()
        guard current == UInt8(ascii: ":") else { throw unexpected("':' after the key") }
        offset += 1
    }

    private mutating func open(_ bracket: UInt8, _ what: String) throws(JSONError) {
        skipWhitespace()
        guard current == bracket else { throw unexpected(what) }
        guard depth < Self.maximumDepth else {
            throw error("arrays and objects may nest \(Self.maximumDepth) deep, found more")
        }
        depth += 1
        offset += 1
        isAtStart = true
    }

    private mutating func close() {
        offset += 1
        depth -= 1
        isAtStart = false
    }

    // MARK: Words

    /// Reads `null`.
    public mutating func readNull() throws(JSONError) {
        skipWhitespace()
        guard take("null") else { throw unexpectedWord("null") }
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        skipWhitespace()
        if take("true") { return true }
        if take("false") { return false }
        throw unexpectedWord("true or false")
    }

    /// Moves past a word, if it comes next.
    mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - offset >= count else { return false }
        for index in 0..<count where bytes[offset + index] != word.utf8Start[index] { return false }
        offset += count
        return true
    }

    // MARK: The end

    /// Checks that nothing but white space is left.
    public mutating func finish() throws(JSONError) {
        skipWhitespace()
        guard offset == bytes.count else { throw unexpected("the end of the text") }
    }

    /// Whether nothing but white space is left.
    package mutating func isAtEnd() -> Bool {
        skipWhitespace()
        return offset == bytes.count
    }

    // MARK: Bytes

    /// The next byte; 0, which is nowhere allowed outside a string, at the end.
    @inline(__always)
    var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    @inline(__always)
    mutating func skipWhitespace() {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            offset += 1
        }
    }

    package func error(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? self.offset, in: bytes)
    }

    /// The error for a number that became infinite.
    package func overflowError(at offset: Int) -> JSONError {
        error("expected a number within the range of float64, found a larger one", at: offset)
    }

    /// The error for a word that is not what had to come here.
    func unexpectedWord(_ expected: String) -> JSONError {
        switch current | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): error("expected \(expected), found another word")
        default: unexpected(expected)
        }
    }

    /// The error for a byte that is not what had to come here.
    func unexpected(_ expected: String) -> JSONError {
        let found =
            switch current {
            case _ where offset >= bytes.count: "the end of the text"
            case let byte where byte > 0x20 && byte < 0x7F: "'\(Character(Unicode.Scalar(byte)))'"
            case let byte: Self.name(of: byte)
            }
        return error("expected \(expected), found \(found)")
    }
}
