/// How a call to a flavor is to be made.
public struct CallOptions: Sendable {
    /// How many threads the work may keep busy, or nil where the flavor decides.
    public var threads: Int?
    /// How long the caller waits for the result, or nil without limit.
    public var timeout: Duration?
    /// Ends the call early.
    public var cancellation: Cancellation
    /// Is told how far the work is; called on any thread.
    public var progress: (@Sendable (_ done: UInt64, _ total: UInt64, _ stage: String) -> Void)?
    /// How long a stream waits for its consumer before it gives up, or nil without limit.
    public var stallLimit: Duration?
    /// The chain of calls that this one belongs to, when it is made to answer another, whose locks it shares; nil begins
    /// one.
    var chain: CallChain?

    /// Creates options.
    public init(
        threads: Int? = nil, timeout: Duration? = nil, cancellation: Cancellation = Cancellation(),
        progress: (@Sendable (UInt64, UInt64, String) -> Void)? = nil, stallLimit: Duration? = nil
    ) {
        self.threads = threads
        self.timeout = timeout
        self.cancellation = cancellation
        self.progress = progress
        self.stallLimit = stallLimit
    }
}

/// The identity of a chain of calls, one made to answer the other.
final class CallChain: Sendable {}
