import JSON

extension Value {
    /// The value of a JSON document.
    /// - Throws: for integers that Python would not read either.
    init(_ json: JSONValue) throws(ChatTemplateError) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(Int(value))
        case .bigInteger(let digits):
            let isNegative = digits.hasPrefix("-")
            let magnitude = digits.utf8.dropFirst(isNegative ? 1 : 0)
            guard magnitude.count <= 4_300,
                let integer = BigInteger(digits: magnitude, base: 10, isNegative: isNegative)
            else { throw Failure(.input, "an integer of the conversation has more than 4,300 digits") }
            self = .bigInteger(integer)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(text)
        case .array(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try Value(element)) }
            self = .list(values)
        case .object(let object):
            var members: [(key: String, value: Value)] = []
            members.reserveCapacity(object.count)
            for (key, value) in object { members.append((key, try Value(value))) }
            self = .dict(DictObject(unique: members))
        }
    }
}
