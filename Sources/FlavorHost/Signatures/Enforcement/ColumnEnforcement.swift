import FlavorKit
import JSON

/// Brings the columns of a table into the order and the types of a schema.
struct ColumnEnforcement {
    private let schema: [ColSpec]
    private let form: Payload.Form
    private let rules: RuleSet
    private let name: String
    private let isTable: Bool

    init(_ schema: [ColSpec], _ form: Payload.Form, isTable: Bool, _ rules: RuleSet, name: String) {
        self.isTable = isTable
        self.schema = schema
        self.form = form
        self.rules = rules
        self.name = name
    }

    func enforce(_ table: Table, _ warnings: inout [String]) throws(SchemaMismatch) -> ValueMap {
        let chosen = schema.first?.name == nil ? try unnamed(table) : try named(table, &warnings)
        var columns: [(String, Value)] = []
        columns.reserveCapacity(chosen.count)
        for (spec, column) in chosen {
            let path = spec?.name != nil ? column.name : chosen.count == 1 ? name : "\(name) column \(column.name)"
            columns.append((column.name, try enforce(column.cells, spec, path: path, table.rowCount)))
        }
        return ValueMap(columns, isSingleRow: table.isSingleRow)
    }

    private typealias Choice = (spec: ColSpec?, column: (name: String, cells: Value))

    private func unnamed(_ table: Table) throws(SchemaMismatch) -> [Choice] {
        guard table.columns.count >= schema.count || !rules.has(.enoughUnnamedColumns) else {
            throw SchemaMismatch(
                name, expected: "\(schema.count) \(schema.count == 1 ? "column" : "columns")",
                found: "\(table.columns.count)")
        }
        // Names are not looked at, and surplus columns are left out, as in MLflow.
        return zip(schema, table.columns).map { ($0, $1) }
    }

    private func named(_ table: Table, _ warnings: inout [String]) throws(SchemaMismatch) -> [Choice] {
        var positions: [ExactString: Int] = [:]
        for (position, column) in table.columns.enumerated() { positions[ExactString(column.name)] = position }
        var chosen: [(position: Int, choice: Choice)] = []
        var missing: [String] = []
        for spec in schema {
            let text = spec.name?.text ?? ""
            if let position = positions.removeValue(forKey: ExactString(text)) {
                chosen.append((position, (spec, table.columns[position])))
            } else if spec.isRequired {
                missing.append(text)
            }
        }
        let extras = positions.values.sorted()
        if chosen.isEmpty, table.isPositional, rules.has(.unnamedInputIsNotDropped) {
            throw SchemaMismatch(
                name, expected: "an object with \(schema.compactMap { $0.name?.text }.formattedList)",
                found: "values without names")
        }
        if rules.has(.requiredColumns), !missing.isEmpty {
            let names = extras.map { table.columns[$0].name }
            throw SchemaMismatch(
                name, expected: "the required \(missing.count == 1 ? "column" : "columns") \(missing.formattedList)",
                found: names.isEmpty ? "none" : "others: \(names.formattedList)")
        }
        if !rules.has(.extraColumnsAreLeftOut) {
            chosen += extras.map { ($0, (nil, table.columns[$0])) }
        } else if !extras.isEmpty {
            let names = extras.map { table.columns[$0].name }
            warnings.append(
                "\(name): \(names.formattedList) \(names.count == 1 ? "is" : "are") not in the signature and \(names.count == 1 ? "was" : "were") left out"
            )
        }
        if !rules.has(.columnsInSchemaOrder) { chosen.sort { $0.position < $1.position } }
        return chosen.map(\.choice)
    }

    private func enforce(
        _ cells: Value, _ spec: ColSpec?, path: String, _ rowCount: Int
    ) throws(SchemaMismatch) -> Value {
        guard let spec else { return cells }
        switch spec.type {
        case .any: return cells
        case .scalar(let type):
            return try ScalarColumn(
                type, isRequired: spec.isRequired, form, isTable: isTable, rules, path: path
            ).enforce(cells)
        case .array, .object, .map, .sparkMLVector:
            let nested = NestedEnforcement(rules)
            let type = NestedType(spec.type)
            var enforced: [Value] = []
            enforced.reserveCapacity(rowCount)
            for (row, cell) in cells.cells.enumerated() {
                do throws(SchemaMismatch) {
                    enforced.append(
                        try nested.enforce(cell, type, isRequired: spec.isRequired, path: path))
                } catch {
                    var error = error
                    error.row = rowCount > 1 ? row : nil
                    throw error
                }
            }
            return .list(enforced)
        }
    }
}
