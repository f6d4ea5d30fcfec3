/// How a call to a flavor is to be made.
public struct CallOptions: Sendable {
    /// How many threads the work may keep busy, or nil where the flavor decides.
    public var threads: Int?
    /// How long the caller waits for the result, or nil without limit.
    public var timeout: Duration?
    /// Ends the call early.
    public var cancellation: Cancellation {
        didSet { isCancellable = true }
    }
    /// Is told how far the work is; called on any thread.
    public var progress: (@Sendable (_ done: UInt64, _ total: UInt64, _ stage: String) -> Void)?
    /// How long a stream waits for its consumer before it gives up, or nil without limit.
    public var stallLimit: Duration?
    /// The call that this one is made to answer, whose locks it shares; nil where it answers none.
    var outer: CallChain?
    /// Monotonic nanoseconds of a call that ends with another; goes before `timeout`.
    var deadline: Int64?
    /// The models on the way down to what the call is for.
    var lineage = ModelLineage()
    /// Takes down what other models are asked on the way to the answer; nil where nobody looks at it.
    var asked: AskedRequests?
    /// Whether the caller holds a way to end the call early, other than reading it from here.
    private var isCancellable = false

    /// Creates options.
    public init(
        threads: Int? = nil, timeout: Duration? = nil, cancellation: Cancellation? = nil,
        progress: (@Sendable (UInt64, UInt64, String) -> Void)? = nil, stallLimit: Duration? = nil
    ) {
        self.threads = threads
        self.timeout = timeout
        self.cancellation = cancellation ?? Cancellation()
        isCancellable = cancellation != nil
        self.progress = progress
        self.stallLimit = stallLimit
    }

    /// Whether the call may have to end before its work does, so that somebody has to wait for the one and do the other.
    var isStoppable: Bool { isCancellable || timeout != nil || deadline != nil }
}

/// A call's place in a chain of calls, each made to answer the one before it.
class CallChain: @unchecked Sendable {
    private let outer: CallChain?

    init(answering outer: CallChain? = nil) { self.outer = outer }

    /// Whether a place is this one, or on the way here from the first call of the chain.
    func isWithin(_ other: CallChain) -> Bool { self === other || outer?.isWithin(other) ?? false }
}
