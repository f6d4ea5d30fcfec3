import FlavorKit

extension Value {
    /// A table's column, made from its cells.
    ///
    /// Booleans, integers, numbers, times and texts, each with nulls, become one tensor; integers beside other numbers
    /// become doubles where all are exact. Cells of several kinds, or of no kind, stay a list.
    init(cells: [Value]) {
        var kinds: Set<CellKind> = []
        for cell in cells { if let kind = CellKind(cell) { kinds.insert(kind) } }
        // pandas takes NaN for null beside texts.
        let isText = kinds.contains(.text) && kinds.subtracting([.text]).allSatisfy { $0 == .nan }
        switch kinds {
        case [.boolean]: self = .column(cells.map { $0 == .bool(true) }, nullsOf: cells)
        case [.integer]: self = .column(cells.map { $0.intValue ?? 0 }, nullsOf: cells)
        case [.time]:
            self = .column(cells.map(\.time), nullsOf: cells, isDatetime: true)
        case _ where isText: self = .strings(StringTensor(cells.map(\.stringValue)))
        case _ where !kinds.isEmpty && kinds.isSubset(of: [.integer, .double, .nan]):
            let numbers = cells.compactMap(\.exactDouble)
            self = numbers.count == cells.count ? .column(numbers, nullsOf: cells) : .list(cells)
        default: self = .list(cells)
        }
    }

    private static func column<Element: TensorElement>(
        _ elements: [Element], nullsOf cells: [Value], isDatetime: Bool = false
    ) -> Value {
        let whole = Tensor(elements)
        guard isDatetime || cells.contains(.null) else { return .tensor(whole) }
        var validity = [UInt8](repeating: 0, count: (cells.count + 7) / 8)
        for (position, cell) in cells.enumerated() where cell != .null {
            validity[position >> 3] |= 1 << UInt8(position & 7)
        }
        let storage = elements.withUnsafeBytes { source in
            TensorStorage(byteCount: source.count) { $0.copyMemory(from: source) }
        }
        let tensor = try? Tensor(
            dtype: Element.dtype, shape: [elements.count], storage: storage,
            validity: cells.contains(.null) ? validity : nil, isDatetime: isDatetime)
        return tensor.map(Value.tensor) ?? .list(cells)
    }

    private var time: Int64 {
        guard case .datetime(let time) = self else { return 0 }
        return time
    }

    /// The number as a double, or zero for null; nil for an integer that no double equals.
    private var exactDouble: Double? {
        switch self {
        case .int(let number): Double(exactly: number)
        case .double(let number): number
        default: 0
        }
    }
}

/// What a cell holds, as far as it decides the type of its column.
private enum CellKind {
    case boolean, integer, double, nan, time, text, other

    /// Nil for null.
    init?(_ cell: Value) {
        switch cell {
        case .null: return nil
        case .bool: self = .boolean
        case .int: self = .integer
        case .double(let number): self = number.isNaN ? .nan : .double
        case .datetime: self = .time
        case .string: self = .text
        default: self = .other
        }
    }
}
