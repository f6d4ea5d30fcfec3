/// A tokenizer file that cannot be used, and why.
///
/// The description is one line that names the file, the field, what was expected and what was found.
public struct TokenizerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the file at fault, as it was given.
    public let file: String
    /// The field, what was expected of it and what was found.
    public let reason: String

    /// Creates an error.
    init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    public var description: String { "\(file): \(reason)" }
}
