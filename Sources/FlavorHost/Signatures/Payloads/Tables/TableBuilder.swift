import FlavorKit
import JSON

/// A table while its rows are read, each naming its cells.
struct TableBuilder {
    /// How many rows there are.
    private(set) var rowCount = 0
    private var names: [String] = []
    private var columns: [ColumnBuilder] = []
    private var positions: [ExactString: Int] = [:]
    /// The columns in the order in which rows have had them: where each key stands, its cells, its position.
    private var keys: [JSONKeyPlace] = []
    private var cells: [PackedColumn] = []
    private var order: [Int] = []
    /// Where each column is in that order.
    private var ranks: [Int] = []
    /// How many cells the table may have in all.
    private let maximumCellCount: Int

    /// Above as many columns a new one goes to the end of the order, wherever it was met.
    private static let insertionLimit = 256

    /// Whether the numbers of a column with a name go together as doubles.
    private let joinsNumbers: (String) -> Bool

    /// Creates an empty table.
    ///
    /// - Parameters:
    ///   - byteCount: The size of the text. Rows that share no keys make a table that is mostly null and far larger than
    ///     its text; the size bounds it.
    ///   - joinsNumbers: Whether integers beside other numbers become doubles in a column with a name.
    init(byteCount: Int, joinsNumbers: @escaping (String) -> Bool = { _ in true }) {
        maximumCellCount = byteCount * 4 + 1_000_000
        self.joinsNumbers = joinsNumbers
    }

    /// Reads the object that comes next as a row.
    mutating func readRow(_ text: inout PayloadText) throws(ReadFailure) {
        try text.beginObject()
        // No column from this place in the order on has been met in this row.
        var next = 0
        while true {
            let stop = try text.readMembers(into: cells, keys: keys, row: rowCount, from: &next)
            if stop == .cell {
                try readCell(order[next], &text)
                next += 1
                continue
            }
            guard let place = try text.nextKeyPlace() else { break }
            let column = position(of: try text.key(at: place), at: place, next: next)
            try readCell(column, &text)
            next = max(next, ranks[column] + 1)
        }
        rowCount += 1
        try checkSize()
    }

    private mutating func readCell(_ position: Int, _ text: inout PayloadText) throws(ReadFailure) {
        let column = columns[position]
        guard column.count <= rowCount else { throw text.keyTwice() }
        column.fill(to: rowCount)
        do { try column.read(from: &text) } catch { throw error.inside(column: names[position], row: rowCount) }
    }

    /// The position of the column with a name, which is a new one if need be.
    private mutating func position(of name: String, at place: JSONKeyPlace, next: Int) -> Int {
        if let position = positions[ExactString(name)] { return position }
        let position = names.count
        let column = ColumnBuilder(joinsNumbers: joinsNumbers(name))
        names.append(name)
        columns.append(column)
        positions[ExactString(name)] = position
        let rank = position < Self.insertionLimit ? next : position
        keys.insert(place, at: rank)
        cells.insert(column.cells, at: rank)
        order.insert(position, at: rank)
        ranks.append(rank)
        for later in order[(rank + 1)...] { ranks[later] += 1 }
        return position
    }

    private func checkSize() throws(ReadFailure) {
        let (cellCount, overflow) = names.count.multipliedReportingOverflow(by: rowCount)
        guard names.count <= PayloadSchema.maximumColumnCount else { throw .mismatch(PayloadSchema.tooManyColumns) }
        if !overflow, cellCount <= maximumCellCount { return }
        throw .mismatch(
            SchemaMismatch(
                "", row: rowCount - 1, expected: "rows with mostly the same keys",
                found: "\(names.count) different keys so far", advice: "send the rows in several requests"))
    }

    /// Hands over the columns, with null for every cell that a row left out.
    func takeTable() -> ValueMap {
        for column in columns { column.fill(to: rowCount) }
        return ValueMap(zip(names, columns).map { ($0, $1.takeValue()) })
    }
}
