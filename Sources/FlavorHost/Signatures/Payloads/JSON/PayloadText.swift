import JSON

/// A JSON reader whose errors go together with those of a request's own rules.
struct PayloadText {
    var json: JSONReader

    /// The failure for a key that has been read before in its object: one of the values would be lost.
    func keyTwice() -> ReadFailure { .malformed(json.error("expected each key once, found one twice")) }

    mutating func nextKind() throws(ReadFailure) -> JSONKind {
        do { return try json.nextKind() } catch { throw .malformed(error) }
    }

    mutating func beginArray() throws(ReadFailure) {
        do { try json.beginArray() } catch { throw .malformed(error) }
    }

    mutating func nextElement() throws(ReadFailure) -> Bool {
        do { return try json.nextElement() } catch { throw .malformed(error) }
    }

    mutating func beginObject() throws(ReadFailure) {
        do { try json.beginObject() } catch { throw .malformed(error) }
    }

    mutating func nextKey() throws(ReadFailure) -> String? {
        do { return try json.nextKey() } catch { throw .malformed(error) }
    }

    mutating func nextKeyPlace() throws(ReadFailure) -> JSONKeyPlace? {
        do { return try json.nextKeyPlace() } catch { throw .malformed(error) }
    }

    func key(at place: JSONKeyPlace) throws(ReadFailure) -> String {
        do { return try json.key(at: place) } catch { throw .malformed(error) }
    }

    mutating func readCell(into column: PackedColumn) throws(ReadFailure) -> Bool {
        do { return try json.readCell(into: column) } catch { throw .malformed(error) }
    }

    mutating func readCells(
        into columns: [PackedColumn], from position: inout Int
    ) throws(ReadFailure) -> JSONReader.RowStop {
        do { return try json.readCells(into: columns, from: &position) } catch { throw .malformed(error) }
    }

    mutating func readMembers(
        into columns: [PackedColumn], keys: [JSONKeyPlace], row: Int, from position: inout Int
    ) throws(ReadFailure) -> JSONReader.RowStop {
        do {
            return try json.readMembers(into: columns, keys: keys, row: row, from: &position)
        } catch {
            throw .malformed(error)
        }
    }

    mutating func readString() throws(ReadFailure) -> String {
        do { return try json.readString() } catch { throw .malformed(error) }
    }

    mutating func skipValue() throws(ReadFailure) {
        do { try json.skipValue() } catch { throw .malformed(error) }
    }

    mutating func finish() throws(ReadFailure) {
        do { try json.finish() } catch { throw .malformed(error) }
    }
}

extension PayloadText {
    /// What comes next, as messages call it.
    mutating func nextKindName() throws(ReadFailure) -> String {
        switch try nextKind() {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "list"
        case .object: "map"
        }
    }

    /// Checks that no number was too large for a double; Python makes it infinite.
    func checkRange() throws(ReadFailure) {
        guard let offset = json.firstOverflow else { return }
        throw .malformed(json.overflowError(at: offset))
    }
}
