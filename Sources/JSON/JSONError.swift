/// A place in a JSON text that breaks the rules of JSON, and how.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The position in bytes from the start of the text.
    public let offset: Int
    /// The line, counted from 1.
    public let line: Int
    /// The column in Unicode scalars, counted from 1.
    public let column: Int
    /// What was expected and what was found.
    public let reason: String

    /// The place and the reason in one line.
    public var description: String { "line \(line), column \(column): \(reason)" }

    /// Creates an error for an offset into a text.
    init(_ reason: String, at offset: Int, in text: UnsafeRawBufferPointer) {
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        let start = JSONReader.startsWithByteOrderMark(text) ? 3 : 0
        for byte in text[min(start, offset)..<offset] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
