import FlavorKit

/// A sample of what goes into a model or comes out of it, from which a schema is inferred.
public enum Example: Sendable, Equatable {
    /// Scalars, lists, maps and tensors.
    case value(Value)
    /// A table: columns of equal length, and what they are called.
    case table(ValueMap, labels: Labels = .names)
    /// One column by itself, as pandas' series is; its name may be missing.
    case column(Value, name: ColumnName? = nil)

    /// What a table's columns are called.
    public enum Labels: Sendable, Equatable {
        /// What the map calls them.
        case names
        /// Their positions, as pandas calls columns that have no names.
        case positions
        /// Other labels than text, one for each column.
        case other([ColumnName])

        /// The label of the column at a position.
        func label(of name: String, at position: Int) -> ColumnName {
            switch self {
            case .names: ColumnName(name)
            case .positions: ColumnName(position)
            case .other(let labels): position < labels.count ? labels[position] : ColumnName(name)
            }
        }
    }

    /// Whether this is null, which MLflow takes for no example at all.
    var isNull: Bool { self == .value(.null) }
}
