import CTextScan
import FlavorKit
import JSON

/// A column of CSV while its rows are read.
final class CSVColumn {
    /// The column's name.
    let name: String
    private let kind: Kind
    /// Numbers and booleans.
    private let cells: PackedColumn
    private let texts: CSVTexts
    private let words: CSVWords

    /// What a column is.
    struct Specification {
        let name: String
        fileprivate let kind: Kind

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
    }

    /// What the cells are converted to.
    fileprivate enum Kind {
        case booleans, integers, doubles, texts
        /// Texts whose type is found out in the end.
        case unknown

        var isText: Bool { self == .texts || self == .unknown }
    }

    /// Where a column has its cells, each of its parts in a range.
    struct Memory {
        fileprivate let cells: ColumnMemory
        fileprivate let texts: CSVTexts.Memory

        init(_ specification: Specification, capacity: Int) {
            cells = ColumnMemory(capacity: specification.kind.isText ? 0 : capacity)
            texts = CSVTexts.Memory(capacity: specification.kind.isText ? capacity : 0)
        }
    }

    /// Creates a column, or a part of one.
    ///
    /// - Parameters:
    ///   - range: Where it has its cells, as long as they fit.
    ///   - words: Makes its texts.
    init(_ specification: Specification, in memory: Memory, range: Range<Int>, words: CSVWords) {
        name = specification.name
        kind = specification.kind
        cells = PackedColumn(in: memory.cells, range: kind.isText ? 0..<0 : range)
        texts = CSVTexts(in: memory.texts, range: kind.isText ? range : 0..<0)
        self.words = words
    }

    /// Creates a column that grows with its cells.
    convenience init(_ specification: Specification, words: CSVWords) {
        self.init(specification, in: Memory(specification, capacity: 0), range: 0..<0, words: words)
    }

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
    func appendNull() {
        if kind.isText { texts.append(nil) } else { cells.appendNull() }
    }

    /// Appends the cells of the part that comes next, which must not be used from here on; returns false when they are of
    /// another kind.
    func append(movingFrom other: CSVColumn) -> Bool {
        guard kind.isText else { return cells.append(contentsOf: other.cells) }
        texts.append(movingFrom: other.texts)
        return true
    }

    /// What became of a cell.
    enum Outcome {
        /// It was taken, and another one follows on its line.
        case taken
        /// It was taken and ends its line.
        case takenLast
        /// It cannot be converted.
        case refused
    }

    /// Reads the next cell of a text; stays before it and returns nil when it is in quotes.
    @inline(__always)
    func readPlain(from text: inout CSVText) -> Outcome? {
        switch kind {
        case .integers:
            if let (number, isLast) = text.nextNumber(DecimalText.integer(in:from:)) {
                return outcome(cells.append(number), isLast: isLast)
            }
        case .doubles:
            if let (number, isLast) = text.nextNumber(DecimalText.double(in:from:)) {
                return outcome(number.isFinite && cells.append(number), isLast: isLast)
            }
        case .booleans, .texts, .unknown: break
        }
        return text.nextPlainCell().map { read($0) }
    }

    /// What the cells are to the reader of plain rows; nil for those that it does not know.
    var plainKind: Int? {
        switch kind {
        case .integers: TEXT_COLUMN_INTEGERS
        case .doubles: TEXT_COLUMN_DOUBLES
        case .texts, .unknown: TEXT_COLUMN_TEXTS
        case .booleans: nil
        }
    }

    /// How plain numbers are kept.
    private var numberKind: PackedColumn.Kind { kind == .integers ? .integers : .doubles }

    /// Where the next numbers go; nil while it is not known how they are kept.
    var plainRoom: UnsafeMutableBufferPointer<UInt64>? { cells.room(for: numberKind) }

    /// Takes cells that were read into its room, or texts that were found at places.
    func takePlain(_ count: Int, _ places: UnsafeMutablePointer<text_place>?, in text: UnsafeRawPointer) {
        guard let places else { return cells.take(count, numberKind) }
        for place in UnsafeBufferPointer(start: places, count: count) {
            let bytes = UnsafeRawBufferPointer(start: text + place.offset, count: place.size)
            if bytes.isEmpty {
                texts.append(nil)
            } else if place.size < 16 {
                texts.append(words.text(bytes, place.head, place.tail))
            } else {
                texts.append(words.text(bytes))
            }
        }
    }

    /// Takes a cell that was read.
    @inline(__always)
    func read(_ cell: CSVCell) -> Outcome { outcome(append(cell), isLast: cell.isLast) }

    @inline(__always)
    private func outcome(_ isTaken: Bool, isLast: Bool) -> Outcome {
        isTaken ? (isLast ? .takenLast : .taken) : .refused
    }

    /// Appends a cell; returns false when it cannot be converted.
    func append(_ cell: CSVCell) -> Bool {
        switch kind {
        case .integers, .doubles, .booleans: return append(CSVScalar(cell.bytes))
        case .texts, .unknown:
            texts.append(cell.isEmpty ? nil : cell.hasQuotes ? cell.text : words.text(cell.bytes))
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

    /// Hands over the column.
    func takeValue() -> Value {
        guard kind.isText else { return cells.takeColumn() }
        // Nothing but nulls tells no type.
        if texts.isNull { return .list([Value](repeating: .null, count: texts.count)) }
        if kind == .unknown, let inferred { return inferred.cells.takeColumn() }
        return .strings(StringTensor(texts.takeItems()))
    }

    /// The column with the first type that all its cells have; nil when they are but texts.
    private var inferred: CSVColumn? {
        for type in [DataType.long, .double, .boolean] {
            let column = CSVColumn(Specification(name, type: .scalar(type)), words: words)
            let isDone = texts.items.allSatisfy { text in
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
