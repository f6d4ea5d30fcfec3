import FlavorKit

/// Data that a signature refuses: where, what was expected, what was found; never the data itself.
public struct SchemaMismatch: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place, such as `messages[0].role`, `params.top_k` or `input`.
    public var path: String
    /// The row of a table, counted from 0; nil where the place is in no row, or there is only one.
    public var row: Int?
    /// What the signature asks for.
    public var expected: String
    /// What kind of thing is there.
    public var found: String
    /// What to do, where that is not plain; empty otherwise.
    public var advice: String

    /// Creates a mismatch.
    public init(_ path: String, row: Int? = nil, expected: String, found: String, advice: String = "") {
        self.path = path
        self.row = row
        self.expected = expected
        self.found = found
        self.advice = advice
    }

    /// The mismatch as one sentence.
    public var description: String {
        let place = ABI.oneLine(path) + (row.map { " in row \($0)" } ?? "")
        return "\(place): expected \(expected), found \(found)" + (advice.isEmpty ? "" : ": \(advice)")
    }

    /// The mismatch as an error of the host.
    ///
    /// - Parameter source: What the data is called, such as a file's path.
    public func error(in source: String? = nil) -> FlavorError {
        FlavorError(.invalidArgument, (source.map { "\($0): " } ?? "") + description)
    }
}
