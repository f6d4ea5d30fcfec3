import FlavorKit
import JSON

/// A column of a table while its rows are read.
final class ColumnBuilder {
    /// The cells as long as they are of one kind; where each is read first.
    let cells: PackedColumn
    /// All cells, once they are of several kinds.
    private var items: [Value]?

    /// Creates a column without cells.
    ///
    /// - Parameter joinsNumbers: Whether integers beside other numbers become doubles.
    init(joinsNumbers: Bool = true) { cells = PackedColumn(joinsNumbers: joinsNumbers) }

    /// How many cells there are.
    var count: Int { items?.count ?? cells.count }

    /// Reads the next cell.
    func read(from text: inout PayloadText) throws(ReadFailure) {
        if items == nil, try text.readCell(into: cells) { return }
        append(try text.readValue())
    }

    /// Appends a cell that the typed column did not take.
    func append(_ value: Value) {
        if items == nil {
            items = cells.values
            cells.close()
        }
        items?.append(value)
    }

    /// Appends nulls until there are as many cells.
    func fill(to count: Int) {
        if let items {
            if items.count < count {
                self.items?.append(contentsOf: repeatElement(.null, count: count - items.count))
            }
        } else {
            cells.appendNulls(count - cells.count)
        }
    }

    /// Hands over the column.
    func takeValue() -> Value { items.map(Value.list) ?? cells.takeColumn() }
}
