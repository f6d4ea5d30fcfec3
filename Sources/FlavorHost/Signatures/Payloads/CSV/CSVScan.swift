import CTextScan
import FlavorKit
import Glibc
import JSON

/// What one pass over a text in CSV tells before its rows are read, and where it can be cut.
struct CSVScan {
    let bytes: UnsafeRawBufferPointer
    /// Pieces that end behind line feeds and make up the text; only one where there are quotes, which may hold line feeds.
    private(set) var pieces: [Piece]

    /// Whether so many pieces were asked for.
    private let isCountGiven: Bool

    struct Piece {
        var range: Range<Int>
        /// How many line feeds there are.
        var lineFeedCount: Int
    }

    /// A text that is shorter is not worth a further thread.
    private static let leastSize = 1 << 19

    /// Passes over a text, in pieces at the same time.
    ///
    /// - Parameter count: In how many pieces at most; nil: in as many as the text is worth.
    /// - Throws: What of the text is not UTF-8, or a zero.
    init(_ bytes: UnsafeRawBufferPointer, pieces count: Int?) throws(SchemaMismatch) {
        isCountGiven = count != nil
        let count = count ?? max(min(bytes.count / Self.leastSize, LinuxCalls.processorCount), 1)
        let scans = Self.ranges(of: bytes, count).map { Scan(bytes, $0) }
        ParallelWork.run(scans.count) { scans[$0].run() }
        if !scans.allSatisfy({ $0.result.is_utf8 }), let error = JSONReader.utf8Error(in: bytes) {
            throw SchemaMismatch(error)
        }
        if scans.contains(where: { $0.result.has_nul }), let zero = bytes.firstIndex(of: 0) {
            let line = bytes[..<zero].count { $0 == UInt8(ascii: "\n") } + 1
            throw SchemaMismatch("line \(line)", expected: "text", found: "byte 0x00")
        }
        self.bytes = bytes
        pieces = scans.map { Piece(range: $0.range, lineFeedCount: Int($0.result.line_feeds)) }
        if scans.contains(where: { $0.result.has_quote }) {
            let lineFeedCount = pieces.reduce(0) { $0 + $1.lineFeedCount }
            pieces = [Piece(range: bytes.indices, lineFeedCount: lineFeedCount)]
        }
    }

    /// Whether the rows are worth being read in pieces, each of which has all columns.
    func isWorthParts(columnCount: Int) -> Bool {
        pieces.count > 1 && (isCountGiven || bytes.count / pieces.count >= columnCount * 1024)
    }

    private static func ranges(of bytes: UnsafeRawBufferPointer, _ count: Int) -> [Range<Int>] {
        guard count > 1, let base = bytes.baseAddress else { return [bytes.indices] }
        var ranges: [Range<Int>] = []
        var start = 0
        for number in 1...count where start < bytes.count {
            var end = bytes.count
            let goal = max(bytes.count / count * number, start)
            if number < count, let found = memchr(base + goal, 0x0A, bytes.count - goal) {
                end = UnsafeRawPointer(found) - base + 1
            }
            ranges.append(start..<end)
            start = end
        }
        return ranges.isEmpty ? [bytes.indices] : ranges
    }

    private final class Scan: @unchecked Sendable {
        private let bytes: UnsafeRawBufferPointer
        let range: Range<Int>
        /// Known once it has run.
        private(set) var result = text_scan()

        init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
            self.bytes = bytes
            self.range = range
        }

        func run() {
            if let base = bytes.baseAddress {
                result = text_scan_bytes(base + range.lowerBound, range.count)
            } else {
                result.is_utf8 = true
            }
        }
    }
}
