/// MLflow's types of scalar columns and parameters.
public enum DataType: String, Sendable, Hashable, CaseIterable {
    /// True or false.
    case boolean
    /// A signed integer of 32 bits.
    case integer
    /// A signed integer of 64 bits.
    case long
    /// A floating-point number of 32 bits.
    case float
    /// A floating-point number of 64 bits.
    case double
    /// Text.
    case string
    /// Bytes.
    case binary
    /// A date, or a date and a time, without a time zone.
    case datetime
}
