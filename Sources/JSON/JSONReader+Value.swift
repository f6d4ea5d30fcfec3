extension JSONReader {
    /// Reads the value that comes next as a tree; of equal keys the last wins at the place of the first, as in Python.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        switch try nextKind() {
        case .null:
            try readNull()
            return .null
        case .boolean: return .bool(try readBool())
        case .number:
            switch try readNumber() {
            case .integer(let value): return .integer(value)
            case .bigInteger(let digits): return .bigInteger(digits)
            case .double(let value): return .double(value)
            }
        case .string: return .string(try readString())
        case .array: return .array(try readArray())
        case .object: return .object(try readObject())
        }
    }

    private mutating func readArray() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try beginArray()
        while try nextElement() { elements.append(try readValue()) }
        return elements
    }

    private mutating func readObject() throws(JSONError) -> JSONObject {
        var members: [(key: String, value: JSONValue)] = []
        try beginObject()
        while let key = try nextKey() { members.append((key, try readValue())) }
        return JSONObject(parsed: members)
    }

    /// Moves past the value that comes next, which must be as well-formed as one that is read.
    public mutating func skipValue() throws(JSONError) {
        switch try nextKind() {
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .object:
            try beginObject()
            while try nextMember() {
                try skipString()
                try skipColon()
                try skipValue()
            }
        case .null: try readNull()
        case .boolean: _ = try readBool()
        case .number: _ = try readNumber()
        case .string: try skipString()
        }
    }
}
