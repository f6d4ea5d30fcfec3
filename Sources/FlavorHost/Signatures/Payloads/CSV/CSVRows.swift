/// Reads the rows of a text into columns.
struct CSVRows {
    private var text: CSVText
    private let columns: [CSVColumn]
    /// How many cells the rows so far have lacked.
    private(set) var padding = 0

    init(_ text: CSVText, into columns: [CSVColumn]) {
        self.text = text
        self.columns = columns
    }

    /// Reads all rows.
    mutating func read() throws(SchemaMismatch) {
        // The array keeps the columns; counting references to them would cost as much as reading a cell.
        let targets = columns.map { Unmanaged.passUnretained($0) }
        var row = 0
        let plainRows = CSVPlainRows(columns)
        while true {
            if let plainRows { row += text.readPlainRows(plainRows) }
            guard text.beginRow() else { break }
            let line = text.line
            var position = 0
            while true {
                guard position < targets.count else {
                    throw SchemaMismatch(
                        "line \(line)", expected: "at most \(columns.count) cells, as many as in the first line",
                        found: "more")
                }
                let outcome: CSVColumn.Outcome
                if let plain = targets[position]._withUnsafeGuaranteedRef({ $0.readPlain(from: &text) }) {
                    outcome = plain
                } else {
                    outcome = columns[position].read(try text.nextCell())
                }
                guard outcome != .refused else {
                    let column = columns[position]
                    throw SchemaMismatch(
                        column.name, row: row, expected: column.expectation, found: "other text",
                        advice: "line \(line) of the text")
                }
                position += 1
                if outcome == .takenLast { break }
            }
            if position < targets.count {
                padding += targets.count - position
                guard padding <= text.paddingLimit else {
                    throw SchemaMismatch(
                        "line \(line)", expected: "lines of about as many cells",
                        found: "\(position) beside \(columns.count)")
                }
                // As in pandas, the cells that a row lacks are null.
                for column in columns[position...] { column.appendNull() }
            }
            row += 1
        }
    }
}
