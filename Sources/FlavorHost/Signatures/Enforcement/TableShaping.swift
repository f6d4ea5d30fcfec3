import FlavorKit
import JSON

/// Columns of cells that no schema has been applied to yet.
struct Table {
    /// The cells by name: a tensor with at least one dimension, strings, or a list.
    var columns: [(name: String, cells: Value)]
    var rowCount: Int
    /// Whether the caller gave one row and not a list of rows; what stands under `inputs` is answered as a list.
    var isSingleRow = false
    /// Whether the names are only the positions of the columns.
    var isPositional = false
}

/// Makes a table of what a caller gave, as MLflow makes a DataFrame of it.
struct TableShaping {
    private let schema: [ColSpec]
    private let form: Payload.Form
    private let rules: RuleSet
    private let name: String
    /// The columns of the schema by name.
    private let specs: [ExactString: ColSpec]

    /// - Parameter name: What the data is called in messages.
    init(_ schema: [ColSpec], _ form: Payload.Form, _ rules: RuleSet, name: String) {
        self.schema = schema
        self.form = form
        self.rules = rules
        self.name = name
        specs = Dictionary(
            schema.compactMap { spec in spec.name.map { (ExactString($0.text), spec) } },
            uniquingKeysWith: { first, _ in first })
    }

    func table(_ payload: Payload) throws(SchemaMismatch) -> Table {
        switch payload.data {
        case .map(let map) where payload.isTable: return try columns(map)
        case .map(let map):
            guard form != .tensors || schema.first?.name != nil || !rules.has(.namesNeedNamedColumns) else {
                throw SchemaMismatch(name, expected: expected, found: "an object", advice: "leave its names out")
            }
            return try document(map)
        case .null: throw SchemaMismatch(name, expected: expected, found: "null")
        case .list(let items): return try rows(items)
        case .tensor(let tensor) where !tensor.shape.isEmpty: return try positions(payload.data, tensor.shape)
        case .strings(let strings) where !strings.shape.isEmpty: return try positions(payload.data, strings.shape)
        case .bool, .int, .double, .datetime, .string, .bytes, .tensor, .strings:
            guard rules.has(.scalarIsOneRow) else {
                throw SchemaMismatch(name, expected: expected, found: payload.data.kindName)
            }
            return Table(
                columns: [("0", .list([payload.data]))], rowCount: 1, isSingleRow: form == .plain, isPositional: true)
        }
    }

    private var expected: String {
        let names = schema.compactMap { $0.name?.text }
        guard !names.isEmpty else {
            return schema.count == 1 ? "a value or a list of values" : "rows of \(schema.count) cells"
        }
        return "an object or a list of objects with \(names.formattedList)"
    }

    /// The name that a list without names goes to.
    private var onlyName: String? {
        guard schema.count == 1, form == .tensors, rules.has(.listIsTheOnlyColumn) else { return nil }
        return schema.first?.name?.text
    }

    // MARK: Maps

    /// A map that is a row, or columns.
    private func document(_ map: ValueMap) throws(SchemaMismatch) -> Table {
        if let rows = try rowsOfMaps(map) { return try columns(rows) }
        if isOneRow(map) {
            return Table(
                columns: map.entries.map { ($0.name, .list([$0.value])) }, rowCount: 1, isSingleRow: form == .plain)
        }
        return try columns(map)
    }

    /// The members with lists for maps, where columns of single values are given as maps of equal keys.
    ///
    /// They are the index and the values of a DataFrame, as `to_dict` writes them. Nil where there are none.
    private func rowsOfMaps(_ map: ValueMap) throws(SchemaMismatch) -> ValueMap? {
        guard form == .plain, rules.has(.mapsOfEqualKeysAreColumns), !schema.contains(where: \.type.isListOrObject)
        else { return nil }
        var rows = map
        var keys: [String]?
        for (position, entry) in map.entries.enumerated() {
            guard case .map(let cells) = entry.value, isScalar(entry.name, position) else { continue }
            let names = cells.entries.map(\.name)
            guard !names.isEmpty else {
                throw SchemaMismatch("\(name).\(entry.name)", expected: "at least one row", found: "an empty object")
            }
            guard keys == nil || keys == names else {
                throw SchemaMismatch(
                    "\(name).\(entry.name)", expected: "the same keys as in the columns before", found: "others")
            }
            keys = names
            rows[entry.name] = .list(cells.entries.map(\.value))
        }
        return keys.map { _ in rows }
    }

    /// Whether a column takes single values.
    private func isScalar(_ name: String, _ position: Int) -> Bool {
        let spec =
            schema.first?.name == nil ? (position < schema.count ? schema[position] : nil) : specs[ExactString(name)]
        if case .scalar? = spec?.type { return true }
        return false
    }

    private func isOneRow(_ map: ValueMap) -> Bool {
        if rules.has(.nestedColumnsMakeOneRow), schema.contains(where: \.type.isListOrObject) { return true }
        if rules.has(.mapsMakeOneRow), map.entries.contains(where: { $0.value.mapValue != nil }) { return true }
        return rules.has(.singleValuesMakeOneRow) && map.entries.allSatisfy { isSingle($0.value, named: $0.name) }
    }

    /// Whether a member is one cell; a list of text is one where MLflow has not made an array of it.
    private func isSingle(_ value: Value, named name: String) -> Bool {
        switch value {
        case .list(let items): (keepsLists(name) || isMap(name)) && items.allSatisfy { $0.stringValue != nil }
        case .strings(let strings):
            strings.shape.isEmpty || form == .tensors && strings.shape.count == 1 && keepsLists(name)
        case .tensor(let tensor): tensor.shape.isEmpty || tensor.shape == [0] && isMap(name)
        case .map: false
        default: true
        }
    }

    /// Whether a list stays one: in a bare document, and where its column holds anything.
    private func keepsLists(_ name: String) -> Bool {
        form == .plain || specs[ExactString(name)]?.type == .any
    }

    /// Whether a column takes maps, of which a list of nothing is none.
    private func isMap(_ name: String) -> Bool {
        if case .map? = specs[ExactString(name)]?.type { true } else { false }
    }

    private func columns(_ map: ValueMap) throws(SchemaMismatch) -> Table {
        var map = map
        if !rules.has(.mapsMakeOneRow) {
            // What MLflow makes of a map among columns: its keys are rows.
            for entry in map.entries {
                if case .map(let rows) = entry.value { map[entry.name] = .list(rows.entries.map(\.value)) }
            }
        }
        var lengths: [(name: String, count: Int)] = []
        for entry in map.entries {
            if let count = entry.value.cellCount { lengths.append((entry.name, count)) }
        }
        // Members alone that are no lists are one row that nobody meant as columns.
        let rowCount = lengths.first?.count ?? 1
        if rules.has(.columnsAreEquallyLong), let other = lengths.first(where: { $0.count != rowCount }) {
            throw SchemaMismatch(
                "\(name).\(other.name)", expected: "\(rowCount) rows as in \(lengths.first?.name ?? "")",
                found: "\(other.count)")
        }
        var columns: [(name: String, cells: Value)] = []
        var repeated = 0
        for entry in map.entries {
            if entry.value.cellCount != nil {
                columns.append((entry.name, entry.value))
            } else if rules.has(.singleValuesRepeat) {
                // What is left out later is not worth repeating.
                let isKept =
                    schema.first?.name == nil ? columns.count < schema.count : specs[ExactString(entry.name)] != nil
                let count = isKept ? rowCount : 1
                repeated += count
                guard repeated <= Self.paddingLimit(given: map.count + rowCount) else {
                    throw SchemaMismatch(
                        "\(name).\(entry.name)", expected: "a list as long as the others",
                        found: "a single value that is repeated too often")
                }
                columns.append((entry.name, .list([Value](repeating: entry.value, count: count))))
            }
        }
        return Table(columns: columns, rowCount: rowCount)
    }

    // MARK: Lists

    private func rows(_ items: [Value]) throws(SchemaMismatch) -> Table {
        if items.isEmpty, onlyName == nil { return Table(columns: [], rowCount: 0) }
        if items.first?.mapValue != nil {
            if let other = items.first(where: { $0.mapValue == nil }) {
                throw SchemaMismatch(name, expected: "objects only, as the first row is one", found: other.kindName)
            }
            return records(items)
        }
        if let onlyName { return try document([onlyName: .list(items)]) }
        guard rules.has(.listsAreRows), !areCells(items), items.first?.cellCount != nil else {
            return Table(columns: [("0", .list(items))], rowCount: items.count, isPositional: true)
        }
        if let other = items.first(where: { $0.cellCount == nil }) {
            throw SchemaMismatch(name, expected: "lists only, as the first row is one", found: other.kindName)
        }
        let rows = items.map(\.cells)
        // Surplus columns are not worth padding; a schema with names may call columns by their positions.
        let named = specs.keys.compactMap { Int($0.string) }.max().map { $0 + 1 } ?? 1
        let width = min(rows.map(\.count).max() ?? 0, schema.first?.name == nil ? schema.count : named)
        let cellCount = rows.reduce(0) { $0 + $1.count }
        guard width.multipliedReportingOverflow(by: rows.count).partialValue <= Self.paddingLimit(given: cellCount)
        else {
            throw SchemaMismatch(name, expected: "rows of \(width) cells", found: "rows that mostly have fewer")
        }
        let columns = (0..<width).map { position in
            (String(position), Value.list(rows.map { $0.indices.contains(position) ? $0[position] : .null }))
        }
        return Table(columns: columns, rowCount: rows.count, isPositional: true)
    }

    /// How many cells a table may have for so many that were given, so that a small text does not fill the memory.
    private static func paddingLimit(given count: Int) -> Int { count * 16 + 10_000_000 }

    /// Whether lists are the cells of the only column, and not rows of cells: they nest as deep as its type does.
    private func areCells(_ items: [Value]) -> Bool {
        guard rules.has(.listsThatAreCells), schema.count == 1, let type = schema.first?.type, type.listDepth > 0 else {
            return false
        }
        return items.first?.listDepth == type.listDepth
    }

    private func records(_ items: [Value]) -> Table {
        var names: [String] = []
        var positions: [[UInt8]: Int] = [:]
        var columns: [[Value]] = []
        for (row, item) in items.enumerated() {
            for cell in item.mapValue?.entries ?? [] {
                let key = Array(cell.name.utf8)
                let position = positions[key] ?? columns.count
                if position == columns.count {
                    positions[key] = position
                    names.append(cell.name)
                    columns.append([Value](repeating: .null, count: items.count))
                }
                columns[position][row] = cell.value
            }
        }
        return Table(columns: zip(names, columns).map { ($0, .list($1)) }, rowCount: items.count)
    }

    /// The columns of an array of one dimension or of two.
    private func positions(_ value: Value, _ shape: [Int]) throws(SchemaMismatch) -> Table {
        if shape.count == 1 {
            if let onlyName { return try document([onlyName: value]) }
            return Table(columns: [("0", value)], rowCount: shape[0], isPositional: true)
        }
        // Lists that were read as an array are lists all the same where a column takes them.
        guard shape.count == 2 || form == .tensors && schema.contains(where: \.type.takesLists) else {
            throw SchemaMismatch(name, expected: expected, found: "an array of \(shape.count) dimensions")
        }
        return try rows(value.cells)
    }
}

extension ColType {
    /// Whether MLflow takes a map for one row when a column has this type.
    fileprivate var isListOrObject: Bool {
        switch self {
        case .array, .object, .sparkMLVector: true
        case .scalar, .map, .any: false
        }
    }
}

extension ColType {
    /// Whether a cell may be a list.
    fileprivate var takesLists: Bool { self == .any || listDepth > 0 }

    /// How many lists enclose what the type's lists hold.
    fileprivate var listDepth: Int {
        switch self {
        case .array(let items): items.listDepth + 1
        case .sparkMLVector: 1
        default: 0
        }
    }
}

extension Value {
    /// How many lists enclose the first thing that is none.
    fileprivate var listDepth: Int {
        switch self {
        case .list(let items): (items.first?.listDepth ?? 0) + 1
        case .tensor(let tensor): tensor.shape.count
        case .strings(let strings): strings.shape.count
        default: 0
        }
    }
}

extension [String] {
    /// The names in quotes, the last ones cut off when there are many.
    var formattedList: String {
        let shown = prefix(12).map { "\"\(ABI.oneLine($0))\"" }.joined(separator: ", ")
        return count > 12 ? "\(shown) and \(count - 12) more" : shown
    }
}
