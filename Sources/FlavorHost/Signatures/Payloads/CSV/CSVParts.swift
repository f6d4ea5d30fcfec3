/// Reads the rows of a text, those of a long one in parts at the same time.
enum CSVParts {
    private final class Part: @unchecked Sendable {
        private var rows: CSVRows
        let columns: [CSVColumn]
        /// Whether all rows could be read; known once it has run.
        private(set) var isRead = false
        /// How many cells its rows lack.
        var padding: Int { rows.padding }

        init(_ text: CSVText, into columns: [CSVColumn]) {
            rows = CSVRows(text, into: columns)
            self.columns = columns
        }

        func read() { isRead = (try? rows.read()) != nil }
    }

    /// Reads all rows of a text.
    ///
    /// - Parameters:
    ///   - text: Stands before the first row.
    ///   - scan: Where to cut it.
    ///   - columns: What the columns are.
    static func read(
        _ text: CSVText, _ scan: CSVScan, _ columns: [CSVColumn.Specification]
    ) throws(SchemaMismatch) -> [CSVColumn] {
        let pieces = pieces(text, scan, columnCount: columns.count)
        if scan.isWorthParts(columnCount: columns.count), let read = readInParts(text, pieces, columns) { return read }
        // What is wrong with a text is found out by reading it in one.
        let count = pieces.reduce(0) { $0 + $1.rowCount }
        let words = CSVWords()
        let whole = columns.map { column in
            CSVColumn(column, in: CSVColumn.Memory(column, capacity: count), range: 0..<count, words: words)
        }
        var rows = CSVRows(text, into: whole)
        try rows.read()
        return whole
    }

    private struct Piece {
        let range: Range<Int>
        /// How many rows it has room for: as many as it has where no line is blank.
        let rowCount: Int
    }

    /// What is left of a text in pieces.
    private static func pieces(_ text: CSVText, _ scan: CSVScan, columnCount: Int) -> [Piece] {
        var pieces: [Piece] = []
        var linesRead = text.line - 1
        for piece in scan.pieces {
            let range = max(piece.range.lowerBound, text.offset)..<max(piece.range.upperBound, text.offset)
            // The last line may have no end.
            let lineCount = piece.lineFeedCount + (piece.range.upperBound == scan.bytes.count ? 1 : 0)
            // Each cell that is written takes a byte at least.
            let limit = range.count / columnCount + 1
            pieces.append(Piece(range: range, rowCount: min(max(lineCount - linesRead, 0), limit)))
            linesRead = max(linesRead - piece.lineFeedCount, 0)
        }
        return pieces
    }

    private static func readInParts(
        _ text: CSVText, _ pieces: [Piece], _ specifications: [CSVColumn.Specification]
    ) -> [CSVColumn]? {
        let capacity = pieces.reduce(0) { $0 + $1.rowCount }
        let memories = specifications.map { CSVColumn.Memory($0, capacity: capacity) }
        var first = 0
        let parts = pieces.map { piece in
            let range = first..<first + piece.rowCount
            first = range.upperBound
            let words = CSVWords()
            let columns = zip(specifications, memories).map { CSVColumn($0, in: $1, range: range, words: words) }
            return Part(text.part(piece.range), into: columns)
        }
        ParallelWork.run(parts.count) { parts[$0].read() }
        guard parts.allSatisfy(\.isRead), parts.reduce(0, { $0 + $1.padding }) <= text.paddingLimit,
            let columns = parts.first?.columns
        else { return nil }
        for part in parts.dropFirst() {
            for (column, more) in zip(columns, part.columns) {
                guard column.append(movingFrom: more) else { return nil }
            }
        }
        return columns
    }
}
