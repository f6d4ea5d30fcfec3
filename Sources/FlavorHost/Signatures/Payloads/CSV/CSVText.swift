import FlavorKit
import JSON

/// A text in CSV after RFC 4180, cell by cell.
///
/// Lines end with CRLF, LF or CR; blank ones are passed over.
struct CSVText {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next cell begins.
    private(set) var offset: Int
    /// The line of the next cell, counted from 1.
    private(set) var line = 1

    /// How many cells the rows may lack, so that they do not make a table that is far larger than its text.
    var paddingLimit: Int { bytes.count * 4 + 1_000_000 }

    /// Creates a reader at the start of a text in UTF-8 without zeros that stays valid while the reader is used.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(bytes, from: JSONReader(bytes).offset)
    }

    private init(_ bytes: UnsafeRawBufferPointer, from offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// A reader of some of the text's lines.
    func part(_ range: Range<Int>) -> CSVText {
        CSVText(UnsafeRawBufferPointer(rebasing: bytes[range]), from: 0)
    }

    /// Reads the rows that come next as far as they are plain.
    ///
    /// - Returns: How many rows were read.
    mutating func readPlainRows(_ rows: CSVPlainRows) -> Int {
        let count = rows.read(bytes, from: &offset)
        line += count
        return count
    }

    /// Moves to the next line that is not blank; returns false at the end.
    mutating func beginRow() -> Bool {
        while offset < bytes.count, bytes[offset] <= UInt8(ascii: " ") {
            var end = offset
            while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
            guard end == bytes.count || Self.isLineBreak(bytes[end]) else { return true }
            offset = end
            if offset < bytes.count { skipLineBreak() }
        }
        return offset < bytes.count
    }

    @inline(__always)
    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    @inline(__always)
    private mutating func skipLineBreak() {
        let isPair =
            bytes[offset] == UInt8(ascii: "\r") && offset + 1 < bytes.count
            && bytes[offset + 1] == UInt8(ascii: "\n")
        offset += isPair ? 2 : 1
        line += 1
    }

    /// Reads the next cell of the line.
    mutating func nextCell() throws(SchemaMismatch) -> CSVCell {
        if let cell = nextPlainCell() { return cell }
        return try nextQuotedCell()
    }

    /// Reads the next cell of the line; stays before it and returns nil when it is in quotes.
    @inline(__always)
    mutating func nextPlainCell() -> CSVCell? {
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") { return nil }
        let start = offset
        offset = endOfPlainCell()
        return CSVCell(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<offset]), isQuoted: false, hasQuotes: false,
            isLast: endCell())
    }

    /// Reads the next cell of the line when a number and nothing else is written in it; stays before it and returns nil
    /// otherwise.
    ///
    /// - Parameter read: Reads a number from a place and moves it on.
    @inline(__always)
    mutating func nextNumber<Number>(
        _ read: (UnsafeRawBufferPointer, inout Int) -> Number?
    ) -> (number: Number, isLast: Bool)? {
        var end = offset
        guard let number = read(bytes, &end) else { return nil }
        guard end < bytes.count else {
            offset = end
            return (number, true)
        }
        let isLast = bytes[end] != UInt8(ascii: ",")
        if isLast {
            guard Self.isLineBreak(bytes[end]) else { return nil }
            offset = end
            skipLineBreak()
        } else {
            offset = end + 1
        }
        return (number, isLast)
    }

    /// Finds the next comma, line break or the end.
    @inline(__always)
    private func endOfPlainCell() -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var end = offset
        // Eight bytes at a time: a byte has its high bit set in `stop` when it is one of the three. False alarms are
        // possible only above a true one.
        while bytes.count - end >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
            let (comma, feed, carriage) = (word ^ (ones &* 0x2C), word ^ (ones &* 0x0A), word ^ (ones &* 0x0D))
            let stop =
                ((comma &- ones) & ~comma | (feed &- ones) & ~feed | (carriage &- ones) & ~carriage) & (ones &* 0x80)
            if stop != 0 { return end + stop.trailingZeroBitCount / 8 }
            end += 8
        }
        while end < bytes.count, bytes[end] != UInt8(ascii: ","), !Self.isLineBreak(bytes[end]) { end += 1 }
        return end
    }

    /// Moves past what separates cells; returns whether the line ended.
    @inline(__always)
    private mutating func endCell() -> Bool {
        guard offset < bytes.count else { return true }
        if bytes[offset] == UInt8(ascii: ",") {
            offset += 1
            return false
        }
        skipLineBreak()
        return true
    }

    private mutating func nextQuotedCell() throws(SchemaMismatch) -> CSVCell {
        let firstLine = line
        offset += 1
        let start = offset
        var hasQuotes = false
        while true {
            guard offset < bytes.count else {
                throw SchemaMismatch("line \(firstLine)", expected: "a '\"' that ends the cell", found: "none")
            }
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                guard offset + 1 < bytes.count, bytes[offset + 1] == byte else { break }
                hasQuotes = true
                offset += 2
            } else if Self.isLineBreak(byte) {
                skipLineBreak()
            } else {
                offset += 1
            }
        }
        let content = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        offset += 1
        guard offset >= bytes.count || bytes[offset] == UInt8(ascii: ",") || Self.isLineBreak(bytes[offset]) else {
            throw SchemaMismatch(
                "line \(line)", expected: "a comma or the line's end after a cell in quotes", found: "more text",
                advice: "write a quote inside a cell twice")
        }
        return CSVCell(bytes: content, isQuoted: true, hasQuotes: hasQuotes, isLast: endCell())
    }
}

/// A cell of CSV.
struct CSVCell {
    /// What stands between the separators, or between the quotes.
    let bytes: UnsafeRawBufferPointer
    let isQuoted: Bool
    /// Whether there are quotes in it, each written twice.
    let hasQuotes: Bool
    /// Whether it is the last of its line.
    let isLast: Bool

    /// Whether there is nothing at all.
    var isEmpty: Bool { bytes.isEmpty && !isQuoted }

    /// The cell as text.
    var text: String {
        guard hasQuotes else { return String(decoding: bytes, as: UTF8.self) }
        var plain: [UInt8] = []
        var isSecond = false
        for byte in bytes {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if byte != UInt8(ascii: "\"") || isSecond { plain.append(byte) }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
