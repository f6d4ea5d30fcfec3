import FlavorKit
import JSON

/// Brings tensors into the types of a schema, and checks their shapes.
struct TensorEnforcement {
    private let schema: [TensorSpec]
    private let form: Payload.Form
    private let rules: RuleSet
    private let name: String

    init(_ schema: [TensorSpec], _ form: Payload.Form, _ rules: RuleSet, name: String) {
        self.schema = schema
        self.form = form
        self.rules = rules
        self.name = name
    }

    /// Whether a value is to the letter the one tensor that a schema asks for, as most are: no rule has a say in it then.
    static func isExact(_ value: Value, _ schema: [TensorSpec]) -> Bool {
        guard schema.count == 1 else { return false }
        switch value {
        case .tensor(let tensor): return schema[0].name == nil && schema[0].isExact(tensor)
        case .map(let map):
            guard map.count == 1, let name = schema[0].name, case .tensor(let tensor) = map.entries[0].value else {
                return false
            }
            return ExactString(map.entries[0].name) == ExactString(name.text) && schema[0].isExact(tensor)
        default: return false
        }
    }

    func enforce(_ payload: Payload, _ warnings: inout [String]) throws(SchemaMismatch) -> Value {
        guard let first = schema.first, first.name != nil else {
            guard let spec = schema.first else { return payload.data }
            return try unnamed(payload, spec)
        }
        guard case .map(let map) = payload.data else {
            guard schema.count == 1, payload.data != .null, rules.has(.tensorIsTheOnlyNamed) else {
                throw SchemaMismatch(
                    name, expected: "an object with \(schema.map { $0.name?.text ?? "" }.formattedList)",
                    found: payload.data.kindName)
            }
            let text = first.name?.text ?? ""
            return .map([text: try tensor(payload.data, first, path: text)])
        }
        return .map(try named(map, isTable: form == .table || form == .plain && payload.isTable, &warnings))
    }

    private func named(
        _ map: ValueMap, isTable: Bool, _ warnings: inout [String]
    ) throws(SchemaMismatch) -> ValueMap {
        let names = schema.map { $0.name?.text ?? "" }
        let known = Set(names.map { ExactString($0) })
        let values = Dictionary(
            map.entries.map { (ExactString($0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
        let extras = map.entries.map(\.name).filter { !known.contains(ExactString($0)) }
        let missing = names.filter { values[ExactString($0)] == nil }
        if rules.has(.requiredColumns), !missing.isEmpty {
            throw SchemaMismatch(
                name, expected: "the \(missing.count == 1 ? "tensor" : "tensors") \(missing.formattedList)",
                found: extras.isEmpty ? "none" : "others: \(extras.formattedList)")
        }
        var tensors: [(String, Value)] = []
        for (name, spec) in zip(names, schema) {
            guard let value = values[ExactString(name)] else { continue }
            tensors.append(
                (name, isTable ? try column(value, spec, path: name) : try tensor(value, spec, path: name)))
        }
        if !rules.has(.extraColumnsAreLeftOut) {
            tensors += extras.compactMap { extra in values[ExactString(extra)].map { (extra, $0) } }
        } else if !extras.isEmpty {
            warnings.append(
                "\(name): \(extras.formattedList) \(extras.count == 1 ? "is" : "are") not in the signature and \(extras.count == 1 ? "was" : "were") left out"
            )
        }
        return ValueMap(tensors)
    }

    private func unnamed(_ payload: Payload, _ spec: TensorSpec) throws(SchemaMismatch) -> Value {
        guard case .map(let map) = payload.data else {
            guard payload.data != .null else {
                throw SchemaMismatch(name, expected: "a tensor of \(spec.type.name)", found: "null")
            }
            return try tensor(payload.data, spec, path: name)
        }
        guard payload.isTable, let first = map.entries.first, first.value.cellCount != 0 else {
            throw SchemaMismatch(
                name, expected: "a tensor of \(spec.type.name)",
                found: payload.isTable ? "a table without rows" : "an object")
        }
        if map.count == 1 { return try column(first.value, spec, path: first.name) }
        guard rules.has(.columnsAreTensors), spec.shape == [-1, Int64(map.count)] else {
            throw SchemaMismatch(name, expected: spec.text, found: "a table of \(map.count) columns")
        }
        // The columns side by side are the rows of a matrix.
        let columns = map.entries.map(\.value.cells)
        let rows = (0..<(columns.first?.count ?? 0)).map { row in Value.list(columns.map { $0[row] }) }
        // A list in a cell of objects is an object itself, and no further dimension.
        return spec.type.name == "object" ? .list(rows) : try tensor(.list(rows), spec, path: name)
    }

    // MARK: Columns of tables

    private func column(_ cells: Value, _ spec: TensorSpec, path: String) throws(SchemaMismatch) -> Value {
        let inner = spec.shape.dropFirst()
        guard spec.shape.first == -1, inner.allSatisfy({ $0 >= 0 }) else {
            throw SchemaMismatch(
                path, expected: spec.text, found: "a column of a table",
                advice: "send inputs; a column is only made into a tensor whose first dimension alone is free")
        }
        let cells = cells.cells
        if cells.allSatisfy({ $0.cellCount == nil && $0.mapValue == nil }) {
            guard inner.isEmpty || inner == [1] else {
                throw SchemaMismatch(path, expected: spec.text, found: "a column of single values")
            }
            return try tensor(.list(inner.isEmpty ? cells : cells.map { .list([$0]) }), spec, path: path)
        }
        guard rules.has(.listsInColumnsAreReshaped) else {
            return try tensor(.list(cells), spec, path: path)
        }
        return try tensor(.list(try reshaped(cells, Array(inner), spec, path: path)), spec, path: path)
    }

    /// The flat lists of a column, each cut into a shape.
    private func reshaped(
        _ cells: [Value], _ shape: [Int64], _ spec: TensorSpec, path: String
    ) throws(SchemaMismatch) -> [Value] {
        let sizes = shape.compactMap { Int(exactly: $0) }
        let length = DType.elementCount(sizes) ?? 0
        var rows: [Value] = []
        for (row, cell) in cells.enumerated() {
            let elements = cell.cells
            guard cell.cellCount != nil, elements.allSatisfy({ $0.cellCount == nil && $0.mapValue == nil }) else {
                throw SchemaMismatch(
                    path, row: cells.count > 1 ? row : nil, expected: "a flat list of \(length) elements",
                    found: cell.cellCount == nil ? cell.kindName : "nested lists")
            }
            guard elements.count == length else {
                throw SchemaMismatch(
                    path, row: cells.count > 1 ? row : nil, expected: "a flat list of \(length) elements",
                    found: "\(elements.count)")
            }
            rows.append(Self.nested(elements[...], sizes))
        }
        return rows
    }

    private static func nested(_ elements: ArraySlice<Value>, _ shape: [Int]) -> Value {
        guard let count = shape.first else { return elements.first ?? .null }
        let inner = Array(shape.dropFirst())
        guard !inner.isEmpty else { return .list(Array(elements)) }
        let length = count == 0 ? 0 : elements.count / count
        return .list(
            (0..<count).map { part in
                let start = elements.startIndex + part * length
                return nested(elements[start..<start + length], inner)
            })
    }

    // MARK: One tensor

    private func tensor(_ value: Value, _ spec: TensorSpec, path: String) throws(SchemaMismatch) -> Value {
        if value.arrayShape == nil, !rules.has(.listsAreTensors) {
            throw SchemaMismatch(path, expected: spec.text, found: value.kindName)
        }
        if spec.type.name == "object" {
            // Numbers that were written as lists are objects in numpy; those that came as a tensor are not.
            if form == .plain, case .tensor = value, !rules.has(.tensorType) {
                throw SchemaMismatch(path, expected: spec.text, found: value.kindName)
            }
            // In MLflow one free dimension of objects takes anything.
            if spec.shape == [-1] { return value }
            let shape = value.regularShape
            // A list of lists of different lengths is an array of lists to numpy, which a free inner dimension lets pass.
            if shape.count == 1, spec.shape.count > 1, spec.shape.dropFirst().contains(-1) { return value }
            return try checked(value, spec, shape: shape, path: path)
        }
        let converted = try TensorConversion(spec.type, form, rules, path: path).convert(
            value, isRaggedAllowed: isRagged(spec))
        return try checked(converted, spec, shape: converted.arrayShape, path: path)
    }

    /// Whether rows of different lengths pass: an array of arrays does in MLflow where an inner dimension is free.
    private func isRagged(_ spec: TensorSpec) -> Bool {
        form == .plain && spec.shape.count > 1 && spec.shape.dropFirst().contains { $0 < 0 }
    }

    private func checked(
        _ value: Value, _ spec: TensorSpec, shape: [Int]?, path: String
    ) throws(SchemaMismatch) -> Value {
        guard let shape, rules.has(.tensorShape) else { return value }
        guard shape.count == spec.shape.count,
            zip(shape, spec.shape).allSatisfy({ $1 < 0 || Int64($0) == $1 })
        else {
            throw SchemaMismatch(path, expected: spec.text, found: "shape \(TensorSpec.text(shape.map(Int64.init)))")
        }
        return value
    }
}

extension TensorSpec {
    /// Whether a tensor has the type and the shape.
    fileprivate func isExact(_ tensor: Tensor) -> Bool {
        guard tensor.dtype == type.dtype, !tensor.isDatetime, tensor.validity == nil else { return false }
        let found = tensor.shape
        guard found.count == shape.count else { return false }
        for axis in found.indices where shape[axis] >= 0 && Int64(found[axis]) != shape[axis] { return false }
        return true
    }

    /// What the tensor is, for messages.
    fileprivate var text: String { "a tensor of \(type.name) with shape \(Self.text(shape))" }

    /// A shape as Python prints it.
    static func text(_ shape: [Int64]) -> String {
        "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
    }
}

extension Value {
    /// The shape of a typed array; nil for what is none.
    fileprivate var arrayShape: [Int]? {
        switch self {
        case .tensor(let tensor): tensor.shape
        case .strings(let strings): strings.shape
        default: nil
        }
    }

    /// The shape of an array of anything: as deep as lists have equal lengths, as numpy finds it.
    fileprivate var regularShape: [Int] {
        switch self {
        case .tensor(let tensor): return tensor.shape
        case .strings(let strings): return strings.shape
        case .list(let items):
            guard var inner = items.first?.regularShape else { return [0] }
            for item in items.dropFirst() {
                let common = zip(inner, item.regularShape).prefix { $0 == $1 }.count
                inner.removeLast(inner.count - common)
                if inner.isEmpty { break }
            }
            return [items.count] + inner
        default: return []
        }
    }
}
