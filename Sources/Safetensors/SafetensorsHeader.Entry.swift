import JSON

extension SafetensorsHeader.Entry {
    /// Reads and checks one tensor of the header by itself.
    init(name: String, _ value: JSONValue, path: String) throws(SafetensorsError) {
        func failure(_ reason: String) -> SafetensorsError { SafetensorsError(path, tensor: name, reason) }
        func field(_ key: String) throws(SafetensorsError) -> JSONValue {
            guard let field = value[key] else { throw failure("\(key) is missing") }
            return field
        }
        guard value.objectValue != nil else { throw failure("must be an object, found \(value.kindName)") }
        self.name = name

        let type = try field("dtype")
        guard let typeName = type.stringValue else { throw failure("dtype must be a string, found \(type.kindName)") }
        guard let dtype = SafetensorsDType(rawValue: typeName) else {
            let known = SafetensorsDType.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("dtype \(quoted(typeName)) is not known; known are \(known)")
        }
        self.dtype = dtype

        let dimensions = try field("shape")
        guard let shape = Self.sizes(dimensions) else {
            throw failure("shape must be an array of integers from 0, found \(shown(dimensions))")
        }
        self.shape = shape
        guard let count = Self.product(shape), let bits = Self.product([count, dtype.bitWidth]) else {
            throw failure("shape \(shown(dimensions)) of \(typeName) is more than can be addressed")
        }
        guard bits % 8 == 0 else {
            throw failure("shape \(shown(dimensions)) of \(typeName) takes \(bits) bits, which are not whole bytes")
        }
        elementCount = count

        let offsets = try field("data_offsets")
        guard let bounds = Self.sizes(offsets), bounds.count == 2 else {
            throw failure("data_offsets must be two integers from 0, found \(shown(offsets))")
        }
        guard bounds[0] <= bounds[1] else {
            throw failure("data_offsets must not end before they begin, found \(shown(offsets))")
        }
        range = bounds[0]..<bounds[1]
        guard range.count == bits / 8 else {
            throw failure(
                "shape \(shown(dimensions)) of \(typeName) takes \(bits / 8) bytes, but data_offsets "
                    + "\(shown(offsets)) hold \(range.count)")
        }
    }

    /// The elements of an array of integers from 0, or nil when it is anything else.
    private static func sizes(_ value: JSONValue) -> [Int]? {
        guard let elements = value.arrayValue else { return nil }
        var sizes: [Int] = []
        for element in elements {
            guard let number = element.integerValue, number >= 0, let size = Int(exactly: number) else { return nil }
            sizes.append(size)
        }
        return sizes
    }

    /// The product of factors, or nil when it overflows on the way, as the format's own reader has it.
    private static func product(_ factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            if overflow { return nil }
            product = next
        }
        return product
    }
}
