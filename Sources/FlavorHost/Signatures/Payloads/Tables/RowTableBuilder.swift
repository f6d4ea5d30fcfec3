import FlavorKit
import JSON

/// A table while its rows are read, each a list of cells.
struct RowTableBuilder {
    /// How many rows there are.
    private(set) var rowCount = 0
    private var columns: [ColumnBuilder] = []
    private var cells: [PackedColumn] = []
    /// How many cells the table may have when rows are filled up with nulls.
    private let maximumCellCount: Int

    /// Creates an empty table.
    ///
    /// - Parameter byteCount: The size of the text, which bounds how much larger than it the table may become.
    init(byteCount: Int) { maximumCellCount = byteCount * 4 + 1_000_000 }

    /// Reads the list that comes next as a row.
    ///
    /// The cells that it lacks beside a longer row are null.
    mutating func readRow(_ text: inout PayloadText) throws(ReadFailure) {
        var position = 0
        try text.beginArray()
        while try text.readCells(into: cells, from: &position) == .cell {
            if position == columns.count { try addColumn() }
            try readCell(position, &text, place: "[\(rowCount)][\(position)]")
            position += 1
        }
        if position < columns.count {
            try checkSize()
            for column in columns[position...] { column.fill(to: rowCount + 1) }
        }
        endRow(text)
    }

    /// Reads the value that comes next as a row of one cell.
    mutating func readOnlyCell(_ text: inout PayloadText) throws(ReadFailure) {
        if columns.isEmpty { try addColumn() }
        try readCell(0, &text, place: "[\(rowCount)]")
        endRow(text)
    }

    private func readCell(
        _ position: Int, _ text: inout PayloadText, place: @autoclosure () -> String
    ) throws(ReadFailure) {
        do { try columns[position].read(from: &text) } catch { throw error.inside(place()) }
    }

    private mutating func addColumn() throws(ReadFailure) {
        guard columns.count < PayloadSchema.maximumColumnCount else { throw .mismatch(PayloadSchema.tooManyColumns) }
        let column = ColumnBuilder()
        columns.append(column)
        cells.append(column.cells)
        if rowCount > 0 {
            try checkSize()
            column.fill(to: rowCount)
        }
    }

    private mutating func endRow(_ text: PayloadText) {
        rowCount += 1
        guard rowCount == Self.sampleRowCount else { return }
        let count = rowCount * (text.json.byteCount / text.json.offset + 1)
        for column in cells { column.reserveCapacity(count) }
    }

    /// After as many rows the number of all is estimated, so that columns need not grow.
    private static let sampleRowCount = 256

    private func checkSize() throws(ReadFailure) {
        let (cellCount, overflow) = columns.count.multipliedReportingOverflow(by: rowCount + 1)
        if !overflow, cellCount <= maximumCellCount { return }
        throw .mismatch(
            SchemaMismatch(
                "[\(rowCount)]", expected: "rows of about the same length",
                found: "rows of up to \(columns.count) cells beside shorter ones"))
    }

    /// Hands over the columns.
    func takeValues() -> [Value] { columns.map { $0.takeValue() } }
}
