import FlavorKit
import JSON

/// The values of a call for a graph's inputs.
struct GraphFeed {
    /// One for each input, and where weights were given one for each that can be; nil where nothing was.
    let values: [Value?]
    /// Whether the caller gave a table, and so expects columns back.
    let isTable: Bool

    /// Takes a map by the inputs' names, a table for the one input that a graph has, or the value of that input itself.
    ///
    /// - Parameter overridable: Weights that a map may name too.
    /// - Throws: `FlavorError` with `invalidArgument`: expected and found.
    init(_ input: Value, _ inputs: [GraphSession.Port], overridable: [GraphSession.Port]) throws(FlavorError) {
        guard case .map(let map) = input, !(inputs.count == 1 && inputs[0].type.isMap && map[inputs[0].name] == nil)
        else {
            guard inputs.count == 1 else {
                throw FlavorError(
                    .invalidArgument,
                    inputs.isEmpty
                        ? "the input: expected an empty map, as the graph has no inputs, found \(input.kindName)"
                        : "the input: expected a map with \(Self.names(inputs)), found \(input.kindName)")
            }
            values = [input]
            isTable = false
            return
        }
        // What most graphs are given needs no search.
        if map.count == 1, inputs.count == 1, ExactString(map.entries[0].name) == ExactString(inputs[0].name) {
            values = [map.entries[0].value]
            isTable = false
            return
        }
        let overriding = overridable.map { port in map[port.name].flatMap { $0 == .null ? nil : $0 } }
        let ports = overridable.isEmpty ? inputs : inputs + overridable
        if let stranger = map.entries.first(where: { entry in !ports.contains { $0.name == entry.name } }) {
            // Columns that are called as the input or as weights are among others then; lists are no columns.
            let hasColumns = ports.allSatisfy { map[$0.name] == nil } || Self.areColumns(map.entries.map(\.value))
            if inputs.count == 1, hasColumns, let matrix = try Self.matrix(map, inputs[0]) {
                values = [matrix]
                isTable = true
                return
            }
            throw FlavorError(
                .invalidArgument,
                "the input: expected \(Self.names(ports)), found \"\(stranger.name)\"")
        }
        for port in inputs where map[port.name] == nil && !port.type.isOptional {
            throw FlavorError(.invalidArgument, "the input: expected \(Self.names(inputs)), found no \"\(port.name)\"")
        }
        let given = inputs.map { map[$0.name] }
        values = overriding.allSatisfy { $0 == nil } ? given : given + overriding
        isTable = inputs.count > 1 && Self.areColumns(given) && inputs.contains { !$0.type.isColumn }
    }

    /// Whether all values have one dimension and the same length.
    private static func areColumns(_ values: [Value?]) -> Bool {
        let counts = values.map { $0?.columnCount }
        guard let first = counts.first, first != nil else { return false }
        return counts.allSatisfy { $0 == first }
    }

    private static func names(_ inputs: [GraphSession.Port]) -> String {
        inputs.isEmpty ? "no entry" : inputs.map { "\"\($0.name)\"" }.joined(separator: ", ")
    }

    /// The columns of a table side by side, or nil when this is no table.
    private static func matrix(_ table: ValueMap, _ port: GraphSession.Port) throws(FlavorError) -> Value? {
        guard case .tensor(let element, _) = port.type else { return nil }
        var columns: [[Value]] = []
        for entry in table.entries {
            guard let cells = entry.value.cells else { return nil }
            columns.append(cells)
        }
        guard let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else { return nil }
        guard element != .string, let dtype = element.dtype else {
            return .list((0..<count).map { row in Value.list(columns.map { $0[row] }) })
        }
        if count == 0 {
            return .tensor(
                try Tensor(dtype: dtype, shape: [0, columns.count], storage: TensorStorage(byteCount: 0) { _ in }))
        }
        // A cell without a number is none, as in MLflow's tables.
        let isNumber = [DType.float16, .float32, .float64, .bfloat16].contains(dtype)
        let none: Value = isNumber ? .double(.nan) : .null
        let rows = (0..<count).map { row in
            Value.list(columns.map { $0[row] == .null ? none : $0[row] })
        }
        return .tensor(try ElementList(.list(rows), "input \"\(port.name)\"").tensor(dtype, "input \"\(port.name)\""))
    }
}

extension GraphType {
    fileprivate var isMap: Bool { if case .map = self { true } else { false } }
    /// Whether values have one dimension, or may have.
    fileprivate var isColumn: Bool {
        guard case .tensor(_, let dimensions?) = self else { return true }
        return dimensions.count == 1
    }
    var isOptional: Bool { if case .optional = self { true } else { false } }
}

extension Value {
    /// How many cells a column has, or nil when this is none.
    fileprivate var columnCount: Int? {
        switch self {
        case .strings(let strings) where strings.shape.count == 1: strings.items.count
        case .tensor(let tensor) where tensor.shape.count == 1: tensor.elementCount
        default: nil
        }
    }

    /// The cells of a column, or nil when this is none.
    fileprivate var cells: [Value]? {
        switch self {
        case .list(let items): items
        case .strings(let strings) where strings.shape.count == 1:
            strings.items.map { $0.map(Value.string) ?? .null }
        case .tensor(let tensor) where tensor.shape.count == 1 && !tensor.isDatetime:
            tensor.json.arrayValue?.compactMap { try? Value(json: $0) }
        case .int, .double, .bool, .string: [self]
        default: nil
        }
    }
}
