import FlavorKit
import JSON

extension PayloadText {
    /// Reads the value that comes next as a tree of scalars, lists and maps.
    mutating func readValue() throws(ReadFailure) -> Value {
        switch try nextKind() {
        case .array: return .list(try readList())
        case .object: return .map(try readMap())
        case .string: return .string(try readString())
        case .number: return try readNumber()
        case .boolean:
            do { return .bool(try json.readBool()) } catch { throw .malformed(error) }
        case .null:
            do { try json.readNull() } catch { throw .malformed(error) }
            return .null
        }
    }

    private mutating func readNumber() throws(ReadFailure) -> Value {
        let number: JSONReader.Number
        do { number = try json.readNumber() } catch { throw .malformed(error) }
        switch number {
        case .integer(let value): return .int(value)
        case .double(let value): return .double(value)
        case .bigInteger:
            throw .mismatch(
                SchemaMismatch(
                    "", expected: "an integer of at most 64 bits", found: "a larger one",
                    advice: "write it with a decimal point, or as text"))
        }
    }

    private mutating func readList() throws(ReadFailure) -> [Value] {
        var items: [Value] = []
        try beginArray()
        while try nextElement() {
            do { items.append(try readValue()) } catch { throw error.inside("[\(items.count)]") }
        }
        return items
    }

    private mutating func readMap() throws(ReadFailure) -> ValueMap {
        var entries: [(String, Value)] = []
        try beginObject()
        while let key = try nextKey() {
            do { entries.append((key, try readValue())) } catch { throw error.inside(".\(key)") }
        }
        let map = ValueMap(entries)
        guard map.count == entries.count else { throw keyTwice() }
        return map
    }
}
