import FlavorKit

/// Brings one column of single values into its type.
struct ScalarColumn {
    private let type: DataType
    private let isRequired: Bool
    private let form: Payload.Form
    private let rules: RuleSet
    private let isTable: Bool
    private let path: String

    /// - Parameter isTable: Whether the column was made from rows.
    init(
        _ type: DataType, isRequired: Bool, _ form: Payload.Form, isTable: Bool, _ rules: RuleSet, path: String
    ) {
        self.isTable = isTable
        self.type = type
        self.isRequired = isRequired
        self.form = form
        self.rules = rules
        self.path = path
    }

    func enforce(_ cells: Value) throws(SchemaMismatch) -> Value {
        if let quick = quick(cells) { return quick }
        if cells.isUnsigned, type == .long || type == .integer, !rules.has(.unsignedIntegersAreSigned) {
            throw mismatch("unsigned integers", row: 0, of: 1)
        }
        let cells = cells.cells
        let isMixed = CellKinds(cells).isObject
        if type == .string, passesUnchanged(cells, isMixed: isMixed) { return .list(cells) }
        let conversion = ScalarConversion(type, form, rules, isMixed: isMixed)
        var converted: [Value] = []
        converted.reserveCapacity(cells.count)
        for (row, cell) in cells.enumerated() {
            if cell == .null || isMissing(cell) {
                converted.append(try null(row: row, of: cells.count))
            } else if let value = conversion.convert(cell) {
                converted.append(value)
            } else {
                throw mismatch(conversion.describe(cell), row: row, of: cells.count)
            }
        }
        return Self.column(converted, type)
    }

    /// Columns whose types fit as a whole, without a look at single cells.
    private func quick(_ cells: Value) -> Value? {
        switch (type, cells) {
        case (.string, .strings(let strings)) where strings.shape.count == 1:
            // Only a bare document and a table take a null in text for what it is.
            return !nullPasses && strings.items.contains { $0 == nil } ? nil : cells
        case (.string, .tensor(let tensor)) where form == .table && tensor.shape.count == 1:
            return rules.has(.mixedCellsPassAsText) ? cells : nil
        case (.long, .tensor(let tensor)) where tensor.dtype == .int64: return whole(tensor, cells)
        case (.integer, .tensor(let tensor)) where tensor.dtype == .int32: return whole(tensor, cells)
        case (.boolean, .tensor(let tensor)) where tensor.dtype == .bool: return whole(tensor, cells)
        case (.float, .tensor(let tensor)) where tensor.dtype == .float32: return whole(tensor, cells)
        case (.double, .tensor(let tensor)) where tensor.dtype == .float64: return whole(tensor, cells)
        case (.double, .tensor(let tensor)) where tensor.dtype == .int64 && rules.has(.integersAreNumbers):
            return whole(tensor, cells).flatMap { _ in tensor.doubles(isRounding: roundsIntegers) }
        case (.float, .tensor(let tensor)) where tensor.dtype == .float64 && rules.has(.numbersAreRoundedToFloat):
            return whole(tensor, cells).flatMap { _ in tensor.roundedFloats }
        case (.integer, .tensor(let tensor)) where tensor.dtype == .int64 && rules.has(.integersAreNarrowed):
            return whole(tensor, cells).flatMap { _ in tensor.narrowIntegers }
        case (.datetime, .tensor(let tensor)) where tensor.isDatetime && tensor.shape.count == 1: return cells
        default: return nil
        }
    }

    private var roundsIntegers: Bool { form != .plain && rules.has(.integersAreRounded) }

    private func whole(_ tensor: Tensor, _ cells: Value) -> Value? {
        tensor.shape.count == 1 && tensor.validity == nil && !tensor.isDatetime ? cells : nil
    }

    /// Whether MLflow passes cells of several kinds on as they are, in a column that should hold text.
    private func passesUnchanged(_ cells: [Value], isMixed: Bool) -> Bool {
        guard rules.has(.mixedCellsPassAsText) else { return false }
        switch form {
        case .table: return !cells.allSatisfy { $0.stringValue != nil || $0 == .null }
        case .plain: return isMixed
        case .textTable, .tensors: return false
        }
    }

    /// Whether a cell is NaN among what is no number, which pandas takes for a null.
    private func isMissing(_ cell: Value) -> Bool {
        guard case .double(let number) = cell, number.isNaN else { return false }
        return type == .string || type == .binary || type == .datetime
    }

    // MARK: Nulls

    private func null(row: Int, of count: Int) throws(SchemaMismatch) -> Value {
        switch type {
        case .float, .double:
            if rules.has(.nullIsNaN) { return .double(.nan) }
        case .integer, .long:
            if !isRequired, rules.has(.nullPassesOptionalIntegers) { return .null }
        // pandas reads no nulls into a column of booleans.
        case .boolean where form == .textTable && isRequired: break
        case .boolean, .string, .binary, .datetime:
            if nullPasses { return .null }
            if rules.has(.nullPasses) {
                throw mismatch(
                    "null", row: row, of: count,
                    advice: "MLflow would turn it into another value here: "
                        + (type == .boolean ? "send a list of objects alone" : "send dataframe_records"))
            }
        }
        throw mismatch("null", row: row, of: count)
    }

    /// Whether null passes as null; where MLflow makes `"None"`, `b"None"` or false of it, it does not.
    private var nullPasses: Bool {
        guard rules.has(.nullPasses) else { return false }
        // In rows under `inputs` a null stands for a cell that is not there: the reader takes no others.
        if isTable, form == .tensors { return true }
        let isDamaged =
            switch type {
            case .string, .binary: form == .tensors
            case .boolean: form == .tensors || form == .table
            default: false
            }
        return !isDamaged || !rules.has(.nullIsNotDamaged)
    }

    private func mismatch(_ found: String, row: Int, of count: Int, advice: String = "") -> SchemaMismatch {
        SchemaMismatch(
            path, row: count > 1 ? row : nil, expected: expected, found: found, advice: advice)
    }

    private var expected: String {
        switch type {
        case .integer, .long: type.rawValue + (isRequired ? "" : " or null")
        default: type.rawValue
        }
    }

    // MARK: Assembly

    /// Values of one type and nulls as a typed column; a list where no column holds them.
    static func column(_ values: [Value], _ type: DataType) -> Value {
        switch type {
        case .string: return strings(values)
        case .boolean: return tensor(values, Bool.self, false) { if case .bool(let bool) = $0 { bool } else { nil } }
        case .integer: return tensor(values, Int32.self, 0) { $0.intValue.flatMap { Int32(exactly: $0) } }
        case .long: return tensor(values, Int64.self, 0) { $0.intValue }
        case .float: return tensor(values, Float.self, .nan) { $0.number.map { Float($0) } }
        case .double: return tensor(values, Double.self, .nan) { $0.number }
        case .datetime:
            return tensor(values, Int64.self, 0, isDatetime: true) { value in
                if case .datetime(let nanoseconds) = value { nanoseconds } else { nil }
            }
        case .binary: return .list(values)
        }
    }

    private static func strings(_ values: [Value]) -> Value {
        guard values.allSatisfy({ $0 == .null || $0.stringValue != nil }) else { return .list(values) }
        return .strings(StringTensor(values.map(\.stringValue)))
    }

    private static func tensor<Element: TensorElement>(
        _ values: [Value], _ type: Element.Type, _ filler: Element, isDatetime: Bool = false,
        _ element: (Value) -> Element?
    ) -> Value {
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        var validity: [UInt8]?
        for (position, value) in values.enumerated() {
            if let element = element(value) {
                elements.append(element)
            } else if value == .null {
                elements.append(filler)
                var bits = validity ?? [UInt8](repeating: 0xFF, count: (values.count + 7) / 8)
                bits[position >> 3] &= ~(1 << UInt8(position & 7))
                validity = bits
            } else {
                return .list(values)
            }
        }
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        let tensor = try? Tensor(
            dtype: Element.dtype, shape: [elements.count], storage: storage, validity: validity,
            isDatetime: isDatetime)
        return tensor.map(Value.tensor) ?? .list(values)
    }
}

extension Value {
    /// Whether this is an array of unsigned integers of 64 bits.
    var isUnsigned: Bool {
        if case .tensor(let tensor) = self { tensor.dtype == .uint64 } else { false }
    }

    /// The number, when this is one.
    var number: Double? {
        switch self {
        case .double(let number): number
        case .int(let number): Double(exactly: number)
        default: nil
        }
    }
}
