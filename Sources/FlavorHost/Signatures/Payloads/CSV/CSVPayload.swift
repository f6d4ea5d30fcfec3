import FlavorKit
import JSON

/// Reads a table in CSV, with cells converted as they are read where the signature says what they are.
struct CSVPayload {
    private var text: CSVText
    private let schema: PayloadSchema
    private let words = CSVWords()
    private let scan: CSVScan

    /// Reads a whole text.
    ///
    /// - Parameter partCount: In how many parts at most the rows are read; nil: in as many as the text is worth.
    static func parse(
        _ bytes: UnsafeRawBufferPointer, schema: PayloadSchema, partCount: Int? = nil
    ) throws(SchemaMismatch) -> Payload {
        guard schema.tensors == nil else {
            throw SchemaMismatch("input", expected: "JSON, as the model takes tensors", found: "CSV")
        }
        var payload = CSVPayload(try CSVScan(bytes, pieces: partCount), schema: schema)
        return try payload.read()
    }

    private init(_ scan: CSVScan, schema: PayloadSchema) {
        self.scan = scan
        text = CSVText(scan.bytes)
        self.schema = schema
    }

    private mutating func read() throws(SchemaMismatch) -> Payload {
        guard text.beginRow() else {
            throw SchemaMismatch("input", expected: "a line with the columns' names", found: "nothing")
        }
        let start = text
        let first = try readFirstRow()
        let columns: [CSVColumn.Specification]
        if isData(first) {
            text = start
            columns = first.indices.map { CSVColumn.Specification(String($0), type: unnamedType(at: $0)) }
        } else {
            columns = try named(first)
        }
        let read = try CSVParts.read(text, scan, columns)
        return Payload(.map(ValueMap(read.map { ($0.name, $0.takeValue()) })), form: .textTable, isTable: true)
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
            return CSVColumn(CSVColumn.Specification("", type: type), words: words).append(cell)
        }
    }

    /// The columns that the cells of the first row name.
    private func named(_ cells: [CSVCell]) throws(SchemaMismatch) -> [CSVColumn.Specification] {
        var types: [ExactString: ColType] = [:]
        for column in schema.columns ?? [] { types[ExactString(column.name?.text ?? "")] = column.type }
        var seen: Set<ExactString> = []
        var columns: [CSVColumn.Specification] = []
        columns.reserveCapacity(cells.count)
        for (position, cell) in cells.enumerated() {
            // A column without a name is what pandas makes of a table's row labels.
            let name = cell.isEmpty ? "Unnamed: \(position)" : cell.text
            guard seen.insert(ExactString(name)).inserted else {
                throw SchemaMismatch("line 1", expected: "different names", found: "one twice")
            }
            let type = unnamedType(at: position) ?? types[ExactString(name)]
            columns.append(CSVColumn.Specification(name, type: type))
        }
        return columns
    }
}
