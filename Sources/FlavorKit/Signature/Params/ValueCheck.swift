import JSON

/// Checks JSON against a column type by the rules by which MLflow enforces cells.
enum ValueCheck {
    /// Checks a value.
    /// - Parameter isRequired: Whether null is refused; lists and maps hand it on to what they hold.
    static func check(_ node: SchemaNode, _ type: ColType, isRequired: Bool) throws(FlavorError) {
        switch type {
        case .any: return
        case .scalar(let type): try check(node, type, isRequired: isRequired)
        case .object(let type): try check(node, type, isRequired: isRequired)
        case .array(let items): try check(node, items: items, isRequired: isRequired)
        case .sparkMLVector: try check(node, items: .scalar(.double), isRequired: isRequired)
        case .map(let values):
            if node.value.isNull, !isRequired || values == .any { return }
            for (key, value) in try node.object() {
                try check(node.child(key, value), values, isRequired: isRequired)
            }
        }
    }

    private static func check(_ node: SchemaNode, _ type: DataType, isRequired: Bool) throws(FlavorError) {
        if !isRequired, node.value.isNull || node.value.doubleValue?.isNaN == true { return }
        switch node.value {
        case .null, .array, .object: throw node.mismatch("a value of type \(type.rawValue)")
        default:
            guard CellKind([node.value]).types.contains(type) else {
                throw node.mismatch("a value of type \(type.rawValue)")
            }
        }
    }

    private static func check(_ node: SchemaNode, _ type: ObjectType, isRequired: Bool) throws(FlavorError) {
        if !isRequired, node.value.isNull || node.value.objectValue?.isEmpty == true { return }
        let members = try node.object()
        if let missing = type.properties.first(where: { $0.isRequired && members[$0.name] == nil }) {
            throw node.error("expected the property \(PythonText.repr(missing.name)), found none")
        }
        var properties: [[UInt8]: Property] = [:]
        for property in type.properties { properties[Array(property.name.utf8)] = property }
        for (key, value) in members {
            guard let property = properties[Array(key.utf8)] else {
                throw node.child(key, value).error("the type has no such property; remove it")
            }
            try check(node.child(key, value), property.type, isRequired: property.isRequired)
        }
    }

    private static func check(_ node: SchemaNode, items: ColType, isRequired: Bool) throws(FlavorError) {
        if node.value.isNull, !isRequired || items == .any { return }
        let elements = try node.elements()
        guard case .scalar(let type) = items else {
            for element in elements { try check(element, items, isRequired: isRequired) }
            return
        }
        if elements.isEmpty { return }
        let values = elements.map(\.value)
        // Lists, unlike single values, are turned into bytes, which only ASCII can be.
        let isText = type == .binary && values.contains { $0.stringValue?.utf8.allSatisfy { $0 < 0x80 } == false }
        guard !isText, CellKind(values).types.contains(type) else {
            throw node.error("expected elements of type \(type.rawValue), found others")
        }
    }
}

/// What pandas makes of a list of values, or of one value, and so which types it fits.
private enum CellKind {
    case booleans
    /// Zeros and ones alone.
    case bits
    /// Integers of 64 signed bits.
    case integers
    /// Integers of which one needs an unsigned type.
    case unsigned
    case doubles
    /// Text and nulls.
    case text
    case nulls
    /// Numbers beyond 64 bits, or numbers, booleans and nulls mixed.
    case mixedNumbers
    /// Several kinds of values, or what has no type of its own.
    case objects

    init(_ values: [JSONValue]) {
        let present = values.filter { !$0.isNull }
        let hasNull = present.count < values.count
        let numbers = present.filter { $0.doubleValue != nil }
        if present.isEmpty {
            self = .nulls
        } else if present.allSatisfy({ $0.boolValue != nil }) {
            self = hasNull ? .mixedNumbers : .booleans
        } else if present.allSatisfy({ $0.stringValue != nil || $0.doubleValue?.isNaN == true }),
            numbers.count < present.count
        {
            self = .text
        } else if numbers.count == present.count {
            self = Self.numeric(numbers, hasNull: hasNull)
        } else {
            self = present.allSatisfy { $0.boolValue != nil || $0.doubleValue != nil } ? .mixedNumbers : .objects
        }
    }

    private static func numeric(_ numbers: [JSONValue], hasNull: Bool) -> CellKind {
        let isDouble = hasNull || numbers.contains { if case .double = $0 { true } else { false } }
        if isDouble { return .doubles }
        let integers = numbers.compactMap(\.integerValue)
        if integers.count == numbers.count { return integers.allSatisfy { $0 == 0 || $0 == 1 } ? .bits : .integers }
        let fitsUnsigned = numbers.allSatisfy { UInt64(PythonText.str($0)) != nil }
        return fitsUnsigned ? .unsigned : .mixedNumbers
    }

    /// The types that hold the values without a change that MLflow forbids.
    var types: Set<DataType> {
        switch self {
        case .booleans: [.boolean]
        case .bits: [.long, .float, .double]
        case .integers: [.long]
        case .unsigned: []
        case .doubles: [.double]
        case .text: [.string, .binary]
        case .nulls: [.boolean, .string, .binary, .datetime]
        case .mixedNumbers: [.boolean, .string, .binary, .double]
        case .objects: [.boolean, .string, .binary]
        }
    }
}
