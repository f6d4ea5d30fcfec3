import JSON

extension DataType {
    /// The value of a parameter of this type, brought into the type where nothing is lost.
    ///
    /// Null stands for no value, except that a datetime has no way to be written then. An integer of any size is a
    /// `long` and an `integer` alike, as Python's integers have no width.
    func paramValue(_ node: SchemaNode) throws(FlavorError) -> JSONValue {
        switch (self, node.value) {
        case (.datetime, .string(let text)):
            guard let time = CalendarTime(text) else {
                throw node.error(
                    "expected an ISO date or time, years 1 to 9999 and down to microseconds, found other text")
            }
            return .string(time.isoText)
        case (.datetime, _): throw node.mismatch("a string with an ISO date or time")
        case (_, .null), (.boolean, .bool), (.string, .string), (.float, .double), (.double, .double): return node.value
        case (.integer, .integer), (.integer, .bigInteger), (.long, .integer), (.long, .bigInteger): return node.value
        case (.float, .integer(let number)), (.double, .integer(let number)): return .double(Double(number))
        case (.float, .bigInteger(let digits)), (.double, .bigInteger(let digits)):
            guard let number = Double(digits), number.isFinite else {
                throw node.error("expected a number that fits in 64 bits of floating point, found a larger one")
            }
            return .double(number)
        default: throw node.mismatch("a value of type \(rawValue)")
        }
    }
}

extension ObjectType {
    /// The value of a parameter of this type, which stays as it is.
    func paramValue(_ node: SchemaNode) throws(FlavorError) -> JSONValue {
        try ValueCheck.check(node, .object(self), isRequired: true)
        return node.value
    }
}
