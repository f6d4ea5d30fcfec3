import JSON

/// The name of a column or tensor.
///
/// It is nearly always text, but a table whose columns were not named has their positions as integer names, and MLflow
/// takes any other value for a name too.
public struct ColumnName: Sendable, Hashable, CustomStringConvertible {
    /// The name as it was written; not null.
    public let json: JSONValue

    /// Creates a name from text.
    public init(_ text: String) { json = .string(text) }

    /// Creates a name from a position.
    public init(_ position: Int) { json = .integer(Int64(position)) }

    /// Reads a name; null is none.
    package init?(reading json: JSONValue?) {
        guard let json, !json.isNull else { return nil }
        self.json = json
    }

    /// The name as text, as a table's header shows it.
    public var text: String { PythonText.str(json) }

    /// The name as MLflow prints it: text in quotes, anything else without.
    public var description: String { PythonText.repr(json) }
}

extension ColumnName: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// Creates a name from text.
    public init(stringLiteral value: String) { self.init(value) }
    /// Creates a name from a position.
    public init(integerLiteral value: Int) { self.init(value) }
}
