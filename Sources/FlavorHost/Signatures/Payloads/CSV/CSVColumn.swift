import FlavorKit
import JSON

/// A column of CSV while its rows are read.
final class CSVColumn {
    /// The column's name.
    let name: String
    private let kind: Kind
    private let cells = PackedColumn()

    /// What the cells are converted to.
    private enum Kind {
        case booleans, integers, doubles, texts
        /// Texts whose type is found out in the end.
        case unknown
    }

    /// Creates a column.
    ///
    /// - Parameter type: What the signature says of it; nil where it says nothing.
    init(_ name: String, type: ColType?) {
        self.name = name
        kind =
            switch type {
            case nil: .unknown
            case .scalar(.boolean): .booleans
            case .scalar(.integer), .scalar(.long): .integers
            case .scalar(.float), .scalar(.double): .doubles
            default: .texts
            }
    }

    /// How many cells there are.
    var count: Int { cells.count }

    /// Makes room for cells to come.
    func reserve(_ count: Int) { cells.reserveCapacity(count) }

    /// What a cell should be, in messages.
    var expectation: String {
        switch kind {
        case .booleans: "true or false"
        case .integers: "an integer of at most 64 bits"
        case .doubles: "a number within the range of float64"
        case .texts, .unknown: "text"
        }
    }

    /// Appends null.
    func appendNull() { cells.appendNull() }

    /// Reads the next cell of a text when a number is asked for and written in the plainest way; stays before it and
    /// returns nil otherwise.
    ///
    /// - Returns: Whether the number could be taken, and whether the cell is the last of its line.
    @inline(__always)
    func readNumber(from text: inout CSVText) -> (isTaken: Bool, isLast: Bool)? {
        switch kind {
        case .integers:
            guard let (number, isLast) = text.nextNumber(DecimalText.integer(in:from:)) else { return nil }
            return (cells.append(number), isLast)
        case .doubles:
            guard let (number, isLast) = text.nextNumber(DecimalText.double(in:from:)) else { return nil }
            return (number.isFinite && cells.append(number), isLast)
        case .booleans, .texts, .unknown: return nil
        }
    }

    /// Appends a cell; returns false when it cannot be converted.
    func append(_ cell: CSVCell) -> Bool {
        switch kind {
        case .integers, .doubles, .booleans: return append(CSVScalar(cell.bytes))
        case .texts, .unknown:
            if !cell.isEmpty { return cells.append(cell.text) }
            cells.appendNull()
            return true
        }
    }

    /// Appends what is not written in the plainest way.
    private func append(_ scalar: CSVScalar) -> Bool {
        switch (scalar, kind) {
        case (.null, _):
            cells.appendNull()
            return true
        case (.bool(let value), .booleans): return cells.append(value)
        case (.integer(0), .booleans): return cells.append(false)
        case (.integer(1), .booleans): return cells.append(true)
        case (.double(0), .booleans): return cells.append(false)
        case (.double(1), .booleans): return cells.append(true)
        case (.bool(let value), .integers): return cells.append(Int64(value ? 1 : 0))
        case (.bool(let value), .doubles): return cells.append(value ? 1.0 : 0.0)
        case (.integer(let value), .integers): return cells.append(value)
        case (.integer(let value), .doubles): return cells.append(Double(value))
        case (.double(let value), .integers): return Int64(exactly: value).map { cells.append($0) } ?? false
        case (.double(let value), .doubles): return cells.append(value)
        default: return false
        }
    }

    /// The column.
    var value: Value { kind == .unknown ? (inferred ?? self).cells.column : cells.column }

    /// The column with the first type that all its cells have; nil when they are but texts.
    private var inferred: CSVColumn? {
        // Nothing but nulls tells no type.
        guard cells.kind == .strings else { return nil }
        for type in [DataType.long, .double, .boolean] {
            let column = CSVColumn(name, type: .scalar(type))
            let isDone = cells.strings.allSatisfy { text in
                guard var text else { return column.append(.null) }
                return text.withUTF8 { bytes in
                    column.appendWritten(UnsafeRawBufferPointer(bytes))
                }
            }
            if isDone { return column }
        }
        return nil
    }

    /// Appends a cell that is written as the column's type is, so that 1.0 is no integer and 1 no boolean.
    private func appendWritten(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let scalar = CSVScalar(bytes)
        switch (scalar, kind) {
        case (.double, .integers), (.integer, .booleans), (.double, .booleans), (.bool, .integers), (.bool, .doubles):
            return false
        default: return append(scalar)
        }
    }
}
