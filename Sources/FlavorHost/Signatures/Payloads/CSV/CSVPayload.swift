import FlavorKit
import JSON

/// Reads a table in CSV, with cells converted as they are read where the signature says what they are.
struct CSVPayload {
    private var text: CSVText
    private let schema: PayloadSchema

    /// Reads a whole text.
    static func parse(_ bytes: UnsafeRawBufferPointer, schema: PayloadSchema) throws(SchemaMismatch) -> Payload {
        guard schema.tensors == nil else {
            throw SchemaMismatch("input", expected: "JSON, as the model takes tensors", found: "CSV")
        }
        var payload = CSVPayload(text: try CSVText(bytes), schema: schema)
        return try payload.read()
    }

    private init(text: CSVText, schema: PayloadSchema) {
        self.text = text
        self.schema = schema
    }

    private mutating func read() throws(SchemaMismatch) -> Payload {
        guard text.beginRow() else {
            throw SchemaMismatch("input", expected: "a line with the columns' names", found: "nothing")
        }
        let start = text
        let first = try readFirstRow()
        let columns: [CSVColumn]
        if isData(first) {
            text = start
            columns = first.indices.map { CSVColumn(String($0), type: unnamedType(at: $0)) }
        } else {
            columns = try named(first)
        }
        try readRows(into: columns)
        return Payload(.map(ValueMap(columns.map { ($0.name, $0.value) })), form: .textTable, isTable: true)
    }

    private mutating func readRows(into columns: [CSVColumn]) throws(SchemaMismatch) {
        // The array keeps the columns; counting references to them would cost as much as reading a cell.
        let targets = columns.map { Unmanaged.passUnretained($0) }
        var padding = 0
        var row = 0
        while text.beginRow() {
            let line = text.line
            var position = 0
            while true {
                guard position < targets.count else {
                    throw SchemaMismatch(
                        "line \(line)", expected: "at most \(columns.count) cells, as many as in the first line",
                        found: "more")
                }
                let isTaken: Bool
                let isLast: Bool
                if let number = targets[position]._withUnsafeGuaranteedRef({ $0.readNumber(from: &text) }) {
                    (isTaken, isLast) = number
                } else {
                    let cell = try text.nextCell()
                    isTaken = targets[position]._withUnsafeGuaranteedRef { $0.append(cell) }
                    isLast = cell.isLast
                }
                guard isTaken else {
                    let column = columns[position]
                    throw SchemaMismatch(
                        column.name, row: row, expected: column.expectation, found: "other text",
                        advice: "line \(line) of the text")
                }
                position += 1
                if isLast { break }
            }
            if position < targets.count {
                padding += targets.count - position
                try checkPadding(padding, line, "\(position) beside \(columns.count)")
                // As in pandas, the cells that a row lacks are null.
                for column in columns[position...] { column.appendNull() }
            }
            row += 1
            if row == Self.sampleRowCount {
                for column in columns { column.reserve(text.expectedRowCount(after: row)) }
            }
        }
    }

    /// After as many rows the number of all is estimated, so that columns need not grow.
    private static let sampleRowCount = 256

    /// Checks that cells which rows lack do not make a table that is far larger than its text.
    private func checkPadding(
        _ count: Int, _ line: Int, _ found: @autoclosure () -> String
    ) throws(SchemaMismatch) {
        guard count > text.byteCount * 4 + 1_000_000 else { return }
        throw SchemaMismatch("line \(line)", expected: "lines of about as many cells", found: found())
    }

    // MARK: The first row

    private mutating func readFirstRow() throws(SchemaMismatch) -> [CSVCell] {
        var cells: [CSVCell] = []
        while true {
            let cell = try text.nextCell()
            cells.append(cell)
            if cell.isLast { return cells }
            guard cells.count < PayloadSchema.maximumColumnCount else { throw PayloadSchema.tooManyColumns }
        }
    }

    /// The type of the column at a position of a schema without names.
    private func unnamedType(at position: Int) -> ColType? {
        guard let columns = schema.columns, position < columns.count, columns[position].name == nil else { return nil }
        return columns[position].type
    }

    /// Whether the first row is one of data, which a table for columns without names may begin with.
    ///
    /// It is when each cell can be one of its column; where all columns are texts, nothing tells, and the row holds the
    /// names, as MLflow always has it.
    private func isData(_ cells: [CSVCell]) -> Bool {
        let types = cells.indices.map { unnamedType(at: $0) }
        guard types.contains(where: { $0 != nil && $0 != .scalar(.string) }) else { return false }
        return zip(cells, types).allSatisfy { cell, type in
            // A cell of nothing tells nothing; pandas writes one before the names when it writes row labels.
            if let type, type != .scalar(.string), case .null = CSVScalar(cell.bytes) { return false }
            return CSVColumn("", type: type).append(cell)
        }
    }

    /// The columns that the cells of the first row name.
    private func named(_ cells: [CSVCell]) throws(SchemaMismatch) -> [CSVColumn] {
        var types: [ExactString: ColType] = [:]
        for column in schema.columns ?? [] { types[ExactString(column.name?.text ?? "")] = column.type }
        var seen: Set<ExactString> = []
        var columns: [CSVColumn] = []
        columns.reserveCapacity(cells.count)
        for (position, cell) in cells.enumerated() {
            // A column without a name is what pandas makes of a table's row labels.
            let name = cell.isEmpty ? "Unnamed: \(position)" : cell.text
            guard seen.insert(ExactString(name)).inserted else {
                throw SchemaMismatch("line 1", expected: "different names", found: "one twice")
            }
            columns.append(CSVColumn(name, type: unnamedType(at: position) ?? types[ExactString(name)]))
        }
        return columns
    }
}
