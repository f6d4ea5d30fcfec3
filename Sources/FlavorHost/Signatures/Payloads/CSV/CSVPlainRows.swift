import CTextScan
import JSON

/// Reads the rows of a text that are written in the plainest way, all cells of a row in one loop in C.
///
/// What it does not take it leaves to the reader of cells, which takes everything.
final class CSVPlainRows {
    /// How many rows are read at a time: few enough for their texts' places to stay near.
    private static let blockSize = 512

    private let columns: [CSVColumn]
    private var targets: [text_column]
    /// Where the texts of a block lie, column by column.
    private let places: UnsafeMutablePointer<text_place>

    /// Nil when there is a column of another kind, such as of booleans.
    init?(_ columns: [CSVColumn]) {
        var targets: [text_column] = []
        for column in columns {
            guard let kind = column.plainKind else { return nil }
            targets.append(text_column(kind: Int32(kind), words: nil, places: nil))
        }
        let textCount = targets.count { $0.kind == Int32(TEXT_COLUMN_TEXTS) }
        places = .allocate(capacity: max(textCount, 1) * Self.blockSize)
        var first = places
        for position in targets.indices where targets[position].kind == Int32(TEXT_COLUMN_TEXTS) {
            targets[position].places = first
            first += Self.blockSize
        }
        self.columns = columns
        self.targets = targets
    }

    deinit { places.deallocate() }

    /// Reads rows from a place of a text on, as far as they are plain.
    ///
    /// - Parameter offset: Where a line begins; behind the rows on return.
    /// - Returns: How many rows were read.
    func read(_ text: UnsafeRawBufferPointer, from offset: inout Int) -> Int {
        var total = 0
        while let base = text.baseAddress {
            var room = Self.blockSize
            for position in columns.indices where targets[position].kind != Int32(TEXT_COLUMN_TEXTS) {
                guard let cells = columns[position].plainRoom else { return total }
                targets[position].words = cells.baseAddress
                room = min(room, cells.count)
            }
            let count = DecimalText.withPowersOfFive { bits, smallest, largest in
                let powers = text_powers(bits: bits, smallest: Int32(smallest), largest: Int32(largest))
                return text_rows_read(base, text.count, &offset, targets, targets.count, room, powers)
            }
            for position in columns.indices {
                columns[position].takePlain(count, targets[position].places, in: base)
            }
            total += count
            if count < Self.blockSize { return total }
        }
        return total
    }
}
