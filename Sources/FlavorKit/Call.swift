import CFlavor

/// One piece of work that the host asked for: whether to go on, until when, with how many threads.
///
/// It holds until the method that it was given to returns.
public struct Call: @unchecked Sendable {
    let pointer: UnsafePointer<flavor_call>

    /// Whether to stop: true after a cancellation or when the deadline has passed.
    ///
    /// Cheap enough for inner loops.
    public var isCancelled: Bool { flavor_call_cancelled(pointer) != 0 }

    /// Throws when the work is no longer wanted.
    ///
    /// - Throws: `CancellationError`.
    public func checkCancellation() throws {
        if isCancelled { throw CancellationError() }
    }

    /// How many threads the work may keep busy, the calling one included, or nil where the flavor decides.
    public var threadBudget: Int? {
        let count = flavor_call_thread_budget(pointer)
        return count == 0 ? nil : Int(count)
    }

    /// The time after which nobody waits for the result, in nanoseconds of the monotonic clock; nil when there is none.
    public var deadline: Int64? {
        let deadline = flavor_call_deadline(pointer)
        return deadline == Int64.max ? nil : deadline
    }

    /// Tells how far the work is.
    ///
    /// - Parameters:
    ///   - total: 0 when unknown.
    ///   - stage: What is being done, such as "loading weights".
    public func progress(_ done: Int, of total: Int, _ stage: String) {
        ABI.withString(stage) { flavor_call_progress(pointer, UInt64(max(done, 0)), UInt64(max(total, 0)), $0) }
    }

    /// Whether a cancellation can wake work that waits where it cannot ask; else it need not prepare for that.
    public var canWake: Bool { flavor_call_can_wake(pointer) != 0 }

    /// Runs a body during which a cancellation calls `wake`, for work that waits where it cannot ask.
    ///
    /// - Parameter wake: Called at most once, on any thread; may not block.
    public func withCancellationHandler<Result>(
        _ wake: @escaping @Sendable () -> Void, _ body: () throws -> Result
    ) rethrows -> Result {
        guard canWake else { return try body() }
        let handler = Unmanaged.passRetained(Handler(wake: wake))
        defer { handler.release() }
        let token = flavor_call_on_cancel(
            pointer,
            { argument in
                guard let argument else { return }
                Unmanaged<Handler>.fromOpaque(argument).takeUnretainedValue().wake()
            }, handler.toOpaque())
        defer { flavor_call_off_cancel(pointer, token) }
        return try body()
    }

    private final class Handler {
        let wake: @Sendable () -> Void

        init(wake: @escaping @Sendable () -> Void) { self.wake = wake }
    }
}
