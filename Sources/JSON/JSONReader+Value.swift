extension JSONReader {
    /// Reads the value that comes next as a tree; of equal keys the last wins at the place of the first, as in Python.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        var stack = ValueStack()
        defer { stack.deallocate() }
        return try readValue(&stack)
    }

    private mutating func readValue(_ stack: inout ValueStack) throws(JSONError) -> JSONValue {
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
        case .array: return .array(try readArray(&stack))
        case .object: return .object(try readObject(&stack))
        }
    }

    private mutating func readArray(_ stack: inout ValueStack) throws(JSONError) -> [JSONValue] {
        let start = stack.elements.count
        try beginArray()
        while try nextElement() { stack.push(try readValue(&stack)) }
        return stack.popElements(from: start)
    }

    private mutating func readObject(_ stack: inout ValueStack) throws(JSONError) -> JSONObject {
        let start = stack.members.count
        var seen = KeyFilter()
        try beginObject()
        while try nextMember() {
            let keyStart = offset
            let key = try readString()
            seen.insert(key, written: UnsafeRawBufferPointer(rebasing: bytes[keyStart..<offset]))
            try skipColon()
            stack.push(key, try readValue(&stack))
        }
        let members = stack.popMembers(from: start)
        return JSONObject(parsed: members, isKnownUnique: seen.areDifferent)
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
