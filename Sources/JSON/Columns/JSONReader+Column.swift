extension JSONReader {
    /// Reads the value that comes next into a column; stays before it and returns false when the column cannot take it.
    package mutating func readCell(into column: PackedColumn) throws(JSONError) -> Bool {
        let kind = try nextKind()
        let start = offset
        let isTaken: Bool
        switch kind {
        case .number:
            switch try readNumber() {
            case .integer(let value): isTaken = column.append(value)
            case .double(let value): isTaken = column.append(value)
            case .bigInteger: isTaken = false
            }
        case .string:
            guard column.kind == .strings || column.kind == .nothing else { return false }
            isTaken = column.append(try readString())
        case .null:
            guard column.kind != .mixed else { return false }
            try readNull()
            column.appendNull()
            isTaken = true
        case .boolean:
            guard column.kind == .booleans || column.kind == .nothing else { return false }
            isTaken = column.append(try readBool())
        case .array, .object: return false
        }
        if !isTaken { offset = start }
        return isTaken
    }

    /// Where a row's reading stopped.
    package enum RowStop: Sendable {
        /// At the end of the row.
        case end
        /// Before a cell that the column cannot take, or for which there is no column.
        case cell
        /// Before a member whose key is not the one that was awaited.
        case key
    }

    /// Reads elements of the innermost array into columns, the next one into the next column.
    ///
    /// - Parameter position: The column that the next element belongs to; the reader's own place on return.
    package mutating func readCells(
        into columns: [PackedColumn], from position: inout Int
    ) throws(JSONError) -> RowStop {
        while try nextElement() {
            guard position < columns.count, try readCell(into: columns[position]) else { return .cell }
            position += 1
        }
        return .end
    }

    /// Reads members of the innermost object into columns as long as their keys are the awaited ones in order.
    ///
    /// - Parameters:
    ///   - keys: Where each column's key stands in a row before.
    ///   - row: How many cells each column has before its cell is read; missing ones become null.
    ///   - position: The column that the next member belongs to; the reader's own place on return.
    package mutating func readMembers(
        into columns: [PackedColumn], keys: [JSONKeyPlace], row: Int, from position: inout Int
    ) throws(JSONError) -> RowStop {
        while position < keys.count, takeKey(asAt: keys[position]) {
            let column = columns[position]
            if column.count < row { column.appendNulls(row - column.count) }
            guard try readCell(into: column) else { return .cell }
            position += 1
        }
        return .key
    }
}
