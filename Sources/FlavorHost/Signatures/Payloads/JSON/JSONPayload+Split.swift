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

    private static func table(
        names: [String]?, indexCount: Int?, rows: Rows
    ) throws(SchemaMismatch) -> Payload {
        guard indexCount == nil || indexCount == rows.count else {
            throw SchemaMismatch(
                ".index", expected: "\(rows.count) labels, one for each row", found: "\(indexCount ?? 0)")
        }
        return Payload(.map(try rows.table(names: names)), form: .table, isTable: true)
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
        case .null: "None"
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

    /// Reads the rows of a table: lists of cells, objects, or single values, which are rows of one cell; in their place
    /// may stand an object of columns.
    mutating func readRows() throws(ReadFailure) -> Rows {
        guard try text.nextKind() == .array else {
            let found = try text.nextKindName()
            if let columns = try text.readValue().mapValue, columns.isTable { return .objects(columns) }
            throw .mismatch(SchemaMismatch("", expected: "a list of rows", found: found))
        }
        if isListOfObjects() { return .objects(try readRecords()) }
        var table = RowTableBuilder(byteCount: text.json.byteCount)
        // As in pandas, the first row tells what the others are.
        var areLists: Bool?
        try text.beginArray()
        while try text.nextElement() {
            let isList = try text.nextKind() == .array
            switch areLists ?? isList {
            case false: try table.readOnlyCell(&text)
            case true where isList: try table.readRow(&text)
            case true:
                throw .mismatch(
                    SchemaMismatch(
                        "[\(table.rowCount)]", expected: "a list of cells, as the first row",
                        found: try text.nextKindName()))
            }
            areLists = areLists ?? isList
        }
        return .cells(table.takeValues(), count: table.rowCount)
    }

    /// The rows of a table, column by column.
    enum Rows {
        case cells([Value], count: Int)
        case objects(ValueMap)

        var count: Int {
            switch self {
            case .cells(_, let count): count
            case .objects(let columns): columns.entries.first?.value.cellCount ?? 0
            }
        }

        /// The columns with names, which are those of objects to keep; without names all are, called by their positions
        /// where they have no names of their own.
        func table(names: [String]?) throws(SchemaMismatch) -> ValueMap {
            switch self {
            case .cells(_, count: 0): return ValueMap((names ?? []).map { ($0, .list([])) })
            case .cells(let columns, _):
                let names = names ?? columns.indices.map { String($0) }
                guard names.count == columns.count else {
                    throw SchemaMismatch(
                        ".data", expected: "rows of \(names.count) cells, as many as there are columns",
                        found: "rows of \(columns.count)")
                }
                return ValueMap(zip(names, columns))
            case .objects(let columns):
                guard let names else { return columns }
                let nothing = Value.list([Value](repeating: .null, count: count))
                return ValueMap(names.map { ($0, columns[$0] ?? nothing) })
            }
        }
    }
}

extension ValueMap {
    /// Whether all members are lists of one length.
    fileprivate var isTable: Bool {
        let counts = entries.map(\.value.cellCount)
        return !counts.isEmpty && counts.allSatisfy { $0 != nil && $0 == counts[0] }
    }
}
