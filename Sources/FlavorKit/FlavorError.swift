/// A failure that reaches the user as one sentence.
///
/// The message names what failed, where, what was expected, what was found and what to do; it starts in lower case and
/// holds no line break. It never quotes the user's data.
public struct FlavorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure this is, for branching.
    public var code: Code
    /// The sentence.
    public var message: String
    /// Further facts for a log, such as a plug-in's own trace; often empty.
    public var detail: String

    /// Creates an error.
    public init(_ code: Code, _ message: String, detail: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
    }

    public var description: String { message }

    /// The kinds of failure, with the numbers that gRPC gives them.
    public enum Code: Int32, Sendable, CaseIterable {
        case cancelled = 1
        case unknown = 2
        case invalidArgument = 3
        case deadlineExceeded = 4
        case notFound = 5
        case alreadyExists = 6
        case permissionDenied = 7
        case resourceExhausted = 8
        case failedPrecondition = 9
        case aborted = 10
        case outOfRange = 11
        case unimplemented = 12
        case `internal` = 13
        case unavailable = 14
        case dataLoss = 15
        case unauthenticated = 16
    }
}
