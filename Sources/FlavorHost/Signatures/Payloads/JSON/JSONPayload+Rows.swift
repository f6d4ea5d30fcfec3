import FlavorKit
import JSON

extension JSONPayload {
    /// Reads a list of objects, each a row.
    ///
    /// - Parameter joinsNumbers: Whether integers beside other numbers become doubles in a column with a name.
    mutating func readRecords(
        joinsNumbers: @escaping (String) -> Bool = { _ in true }
    ) throws(ReadFailure) -> ValueMap {
        var table = TableBuilder(byteCount: text.json.byteCount, joinsNumbers: joinsNumbers)
        try text.beginArray()
        while try text.nextElement() {
            guard try text.nextKind() == .object else {
                throw .mismatch(
                    SchemaMismatch("[\(table.rowCount)]", expected: "an object", found: try text.nextKindName()))
            }
            try table.readRow(&text)
        }
        return table.takeTable()
    }

    /// Whether a list comes next that begins with an object.
    func isListOfObjects() -> Bool {
        var ahead = text
        do throws(ReadFailure) {
            guard try ahead.nextKind() == .array else { return false }
            try ahead.beginArray()
            guard try ahead.nextElement() else { return false }
            return try ahead.nextKind() == .object
        } catch { return false }
    }

    /// Whether a list of objects and nothing else comes next.
    func hasObjectsOnly() throws(ReadFailure) -> Bool {
        var ahead = text
        try ahead.beginArray()
        while try ahead.nextElement() {
            guard try ahead.nextKind() == .object else { return false }
            try ahead.skipValue()
        }
        return true
    }
}
