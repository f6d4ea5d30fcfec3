/// A configuration file that cannot be used, and why.
///
/// The description is one line that names the file, the key, what was expected and what was found.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure it is.
    public let kind: Kind
    /// The path of the file at fault, as it was given.
    public let file: String
    /// The key, what was expected of it and what was found.
    public let reason: String

    /// The kinds that callers treat differently.
    public enum Kind: Sendable {
        /// The model, or a part of it, is of a sort that is not supported.
        case unsupported
        /// The file says what cannot be.
        case invalid
    }

    /// Creates an error.
    public init(_ kind: Kind, _ file: String, _ reason: String) {
        self.kind = kind
        self.file = file
        self.reason = reason
    }

    public var description: String { "\(file): \(reason)" }
}
