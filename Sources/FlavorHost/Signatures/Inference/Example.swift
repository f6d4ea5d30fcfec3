import FlavorKit

/// A sample of what goes into a model or comes out of it, from which a schema is inferred.
public enum Example: Sendable, Equatable {
    /// Scalars, lists, maps and tensors.
    case value(Value)
    /// A table: columns of equal length; without names they are told by their positions, whatever the map calls them.
    case table(ValueMap, hasNames: Bool = true)
    /// One column by itself, as pandas' series is; its name may be missing.
    case column(Value, name: ColumnName? = nil)

    /// Whether this is null, which MLflow takes for no example at all.
    var isNull: Bool { self == .value(.null) }
}
