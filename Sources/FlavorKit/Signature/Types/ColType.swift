import JSON

/// The type of a column, or of what a column's values are made of.
public indirect enum ColType: Sendable, Hashable {
    case scalar(DataType)
    case object(ObjectType)
    /// A list of any length, of one type.
    case array(ColType)
    /// Text keys, and values of one type.
    case map(ColType)
    /// Any value at all, null included.
    case any
    /// Spark's vector, which is a list of doubles.
    case sparkMLVector
}

/// The type of an object: which properties it has.
public struct ObjectType: Sendable, Hashable {
    /// The properties, at least one, sorted by name in the order of code points.
    public let properties: [Property]

    /// Creates an object type.
    /// - Throws: ``FlavorError`` with `invalidArgument` when there is no property, or two have one name.
    public init(_ properties: [Property]) throws(FlavorError) {
        guard !properties.isEmpty else {
            throw FlavorError(.invalidArgument, "an object type must have at least one property, found none")
        }
        // The order of code points is that of UTF-8 bytes; Swift's own order is that of normalized text.
        let sorted = properties.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (property, next) in zip(sorted, sorted.dropFirst()) where property.name.utf8.elementsEqual(next.name.utf8) {
            throw FlavorError(
                .invalidArgument,
                "the properties of an object type must have different names, found \(PythonText.repr(next.name)) twice")
        }
        self.properties = sorted
    }
}

/// A named part of an object.
public struct Property: Sendable, Hashable {
    /// The name, which is the key in the object.
    public let name: String
    /// What the property holds.
    public let type: ColType
    /// Whether the property must be there, as it was written.
    let required: JSONValue

    /// Creates a property.
    public init(_ name: String, _ type: ColType, isRequired: Bool = true) {
        self.init(name, type, required: .bool(isRequired))
    }

    init(_ name: String, _ type: ColType, required: JSONValue) {
        self.name = name
        self.type = type
        self.required = required
    }

    /// Whether the property must be there.
    public var isRequired: Bool { required.isTruthy }
}
