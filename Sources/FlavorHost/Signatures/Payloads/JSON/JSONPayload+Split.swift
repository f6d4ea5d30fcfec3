import FlavorKit
import JSON

extension JSONPayload {
    /// Reads a table of which names and rows are written apart.
    mutating func readSplit() throws(ReadFailure) -> Payload {
        guard try text.nextKind() == .object else {
            throw .mismatch(SchemaMismatch("", expected: "an object", found: try text.nextKindName()))
        }
        var names: Result<[String]?, SchemaMismatch> = .success(nil)
        var indexCount: Result<Int?, SchemaMismatch> = .success(nil)
        var rows: Result<Rows, SchemaMismatch>?
        var stranger = false
        try text.beginObject()
        var seen: Set<String> = []
        while let key = try text.nextKey() {
            guard seen.insert(key).inserted else { throw text.keyTwice() }
            switch key {
            case "columns":
                names = try attempt(".columns") { (parser) throws(ReadFailure) in try parser.readNames() }
            case "index":
                indexCount = try attempt(".index") { (parser) throws(ReadFailure) in try parser.countLabels() }
            case "data":
                rows = nil
                rows = try attempt(".data") { (parser) throws(ReadFailure) in try parser.readRows() }
            default:
                stranger = true
                try text.skipValue()
            }
        }
        guard let rows, !stranger else {
            throw .mismatch(
                SchemaMismatch(
                    "", expected: "data, and maybe columns and index",
                    found: stranger ? "another key" : "no data"))
        }
        do {
            return try Self.table(names: try names.get(), indexCount: try indexCount.get(), rows: try rows.get())
        } catch { throw .mismatch(error) }
    }

    /// The rows of a table, column by column.
    private struct Rows {
        var count = 0
        var columns: [ColumnBuilder] = []
    }

    private static func table(
        names: [String]?, indexCount: Int?, rows: Rows
    ) throws(SchemaMismatch) -> Payload {
        let names = names ?? rows.columns.indices.map { String($0) }
        guard names.count == rows.columns.count || rows.count == 0 else {
            throw SchemaMismatch(
                ".data", expected: "rows of \(names.count) cells, as many as there are columns",
                found: "rows of \(rows.columns.count)")
        }
        guard indexCount == nil || indexCount == rows.count else {
            throw SchemaMismatch(
                ".index", expected: "\(rows.count) labels, one for each row", found: "\(indexCount ?? 0)")
        }
        let values = rows.count == 0 ? names.map { _ in Value.list([]) } : rows.columns.map(\.value)
        return Payload(.map(ValueMap(zip(names, values))), form: .table, isTable: true)
    }

    /// Reads the names of columns; nil for null.
    private mutating func readNames() throws(ReadFailure) -> [String]? {
        switch try text.readValue() {
        case .null: return nil
        case .list(let labels):
            var names: [String] = []
            var seen: Set<ExactString> = []
            for label in labels {
                guard let name = Self.name(label) else {
                    throw .mismatch(
                        SchemaMismatch("[\(names.count)]", expected: "text or a number", found: label.kindName))
                }
                guard seen.insert(ExactString(name)).inserted else {
                    throw .mismatch(SchemaMismatch("", expected: "different names", found: "one twice"))
                }
                names.append(name)
            }
            return names
        case let other: throw .mismatch(SchemaMismatch("", expected: "a list of names", found: other.kindName))
        }
    }

    /// A column's name as text, as Python prints it.
    private static func name(_ label: Value) -> String? {
        switch label {
        case .string(let name): name
        case .int(let position): String(position)
        case .double(let number): PythonFloat.repr(number)
        case .bool(let bool): bool ? "True" : "False"
        default: nil
        }
    }

    /// Counts the labels of rows, which are not used; nil for null.
    private mutating func countLabels() throws(ReadFailure) -> Int? {
        switch try text.nextKind() {
        case .null:
            try text.skipValue()
            return nil
        case .array:
            var count = 0
            try text.beginArray()
            while try text.nextElement() {
                try text.skipValue()
                count += 1
            }
            return count
        default: throw .mismatch(SchemaMismatch("", expected: "a list of labels", found: try text.nextKindName()))
        }
    }

    private mutating func readRows() throws(ReadFailure) -> Rows {
        guard try text.nextKind() == .array else {
            throw .mismatch(SchemaMismatch("", expected: "a list of rows", found: try text.nextKindName()))
        }
        var rows = Rows()
        var cells: [PackedColumn] = []
        try text.beginArray()
        while try text.nextElement() {
            var position = 0
            switch try text.nextKind() {
            case .array: try text.beginArray()
            case .object:
                throw .mismatch(SchemaMismatch("[\(rows.count)]", expected: "a list of cells", found: "object"))
            default:
                // pandas takes single values for rows of one cell.
                try readOnlyCell(into: &rows, &cells)
                continue
            }
            while try text.readCells(into: cells, from: &position) == .cell {
                if position == rows.columns.count {
                    guard rows.count == 0 else { throw Self.width(rows, found: "more") }
                    guard position < PayloadSchema.maximumColumnCount else {
                        throw .mismatch(PayloadSchema.tooManyColumns)
                    }
                    rows.columns.append(ColumnBuilder())
                    cells.append(rows.columns[position].cells)
                }
                do {
                    try rows.columns[position].read(from: &text)
                } catch { throw error.inside("[\(rows.count)][\(position)]") }
                position += 1
            }
            guard position == rows.columns.count else { throw Self.width(rows, found: "\(position)") }
            rows.count += 1
            if rows.count == Self.sampleRowCount {
                let count = rows.count * (text.json.byteCount / text.json.offset + 1)
                for column in cells { column.reserveCapacity(count) }
            }
        }
        return rows
    }

    /// After as many rows the number of all is estimated, so that columns need not grow.
    private static let sampleRowCount = 256

    private mutating func readOnlyCell(
        into rows: inout Rows, _ cells: inout [PackedColumn]
    ) throws(ReadFailure) {
        if rows.columns.isEmpty, rows.count == 0 {
            rows.columns.append(ColumnBuilder())
            cells.append(rows.columns[0].cells)
        }
        guard rows.columns.count == 1 else { throw Self.width(rows, found: "1") }
        do { try rows.columns[0].read(from: &text) } catch { throw error.inside("[\(rows.count)]") }
        rows.count += 1
    }

    private static func width(_ rows: Rows, found: String) -> ReadFailure {
        .mismatch(
            SchemaMismatch(
                "[\(rows.count)]", expected: "\(rows.columns.count) cells, as in the row before", found: found))
    }
}
