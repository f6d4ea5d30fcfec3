import CFlavor
import FlavorKit
import Glibc
import Synchronization

/// One call in the making: what the header's `flavor_call` shows of it, and why it failed.
final class CallState: CallChain, @unchecked Sendable {
    /// How long a caller waits for a plug-in that was told to stop, in nanoseconds.
    static let graceAfterStop: Int64 = 1_000_000_000

    /// Monotonic nanoseconds, or nil.
    let deadline: Int64?
    private let isNested: Bool
    /// Pulled when the work is no longer wanted, for whatever reason.
    private let stop: Cancellation
    private let caller: Cancellation
    private let callerToken: UInt64?
    /// Whether somebody may wait for the call to stop; else no handlers are kept.
    let isStoppable: Bool
    private let deadlineToken: UInt64?
    private let progress: (@Sendable (UInt64, UInt64, String) -> Void)?
    private let failure = Mutex<FlavorError?>(nil)
    /// Why the last function of another model failed that each thread asked.
    private let innerFailures = Mutex<[UInt: FlavorError]>([:])
    private let lineage: ModelLineage
    /// Takes down what other models are asked in this call; nil where nobody looks at it.
    let asked: AskedRequests?
    private let memory: UnsafeMutableRawPointer
    private let threads: Int

    /// - Parameters:
    ///   - lineage: The models on the way down to what the call is for, where the options do not say it.
    ///   - isStoppable: False for a call that its caller has no way to end, whose options say so.
    init(_ options: CallOptions, lineage: ModelLineage? = nil, isStoppable: Bool = true) {
        caller = options.cancellation
        // Nobody pulls this one without that one where nobody stops the call.
        let stop = isStoppable ? Cancellation() : caller
        self.stop = stop
        self.isStoppable = isStoppable
        callerToken = isStoppable ? caller.add { stop.cancel() } : nil
        deadline = options.deadline ?? options.timeout.map(MonotonicClock.time(after:))
        deadlineToken = deadline.map { DeadlineClock.shared.add(at: $0) { stop.cancel() } }
        isNested = options.outer != nil
        self.lineage = lineage ?? options.lineage
        asked = options.asked
        progress = options.progress
        threads = options.threads ?? 0
        memory = RawBlock.allocate(byteCount: flavor_call_size())
        super.init(answering: options.outer)
    }

    deinit {
        if let callerToken { caller.remove(callerToken) }
        if let deadlineToken { DeadlineClock.shared.remove(deadlineToken) }
        RawBlock.deallocate(memory)
    }

    /// Whether the work is no longer wanted.
    var shouldStop: Bool { stop.isCancelled || caller.isCancelled || isPastDeadline }

    private var isPastDeadline: Bool { deadline.map { MonotonicClock.now >= $0 } ?? false }

    /// What a call that stops early throws.
    var stopError: FlavorError {
        // A call within another is cancelled by that one, whose deadline is its own.
        if isPastDeadline && (isNested || !caller.isCancelled) {
            return FlavorError(.deadlineExceeded, "the deadline passed before the work was done: allow more time")
        }
        return FlavorError(.cancelled, "the call was cancelled")
    }

    /// Ends the work because nobody takes its results any more.
    func abandon() { stop.cancel() }

    /// Has a handler called once when the call is to stop, at once if it is.
    ///
    /// - Parameter handler: May not block, and may not call `removeStopHandler`.
    /// - Returns: What `removeStopHandler` takes.
    func addStopHandler(_ handler: @escaping @Sendable () -> Void) -> UInt64 { stop.add(handler) }

    /// Runs a body during which a stop calls a handler, where there is anybody to stop the call.
    func withStopHandler<Result>(_ handler: @autoclosure () -> @Sendable () -> Void, _ body: () -> Result) -> Result {
        guard isStoppable else { return body() }
        let token = addStopHandler(handler())
        defer { removeStopHandler(token) }
        return body()
    }

    /// Takes a handler back; when this returns it does not run and will not.
    func removeStopHandler(_ token: UInt64) { stop.remove(token) }

    /// Keeps the first failure that a plug-in tells of.
    func fail(_ error: FlavorError) {
        failure.withLock { if $0 == nil { $0 = error } }
    }

    /// The first failure that was told of.
    var firstFailure: FlavorError? { failure.withLock { $0 } }

    /// Why the last function of another model failed that the calling thread asked in this call.
    var innerFailure: FlavorError? {
        get { innerFailures.withLock { $0[UInt(pthread_self())] } }
        set { innerFailures.withLock { $0[UInt(pthread_self())] = newValue } }
    }

    /// Why another model failed, where the plug-in returned the status of that and told no reason of its own; it may have
    /// asked on another thread.
    func innerFailure(_ status: Int32) -> FlavorError? {
        innerFailures.withLock { failures in
            if let own = failures[UInt(pthread_self())], own.code.rawValue == status { return own }
            return failures.values.first { $0.code.rawValue == status }
        }
    }

    /// Options for a call that is made to answer this one: it ends with it and shares its locks and threads.
    var nestedOptions: CallOptions {
        var options = CallOptions(threads: threads == 0 ? nil : threads, cancellation: stop, progress: progress)
        options.deadline = deadline
        options.outer = self
        options.lineage = lineage
        options.asked = asked
        return options
    }

    /// The header's view of this call, valid while this object lives.
    func makePointer() -> UnsafePointer<flavor_call> {
        flavor_call_make(
            memory, Unmanaged.passUnretained(self).toOpaque(), UInt32(clamping: threads), deadline ?? Int64.max,
            { CallState.of($0).map { $0.shouldStop ? 1 : 0 } ?? 0 },
            isStoppable ? CallState.onCancel : nil,
            { CallState.of($0)?.removeStopHandler($1) },
            { CallState.of($0)?.progress?($1, $2, ABI.oneLine($3.repairedText)) })
    }

    private static let onCancel:
        @convention(c) (
            UnsafePointer<flavor_call>, @convention(c) (UnsafeMutableRawPointer?) -> Void, UnsafeMutableRawPointer?
        ) -> UInt64 = { call, wake, argument in
            nonisolated(unsafe) let argument = argument
            return CallState.of(call)?.addStopHandler { wake(argument) } ?? 0
        }

    /// The state behind a call that a plug-in hands back.
    static func of(_ call: UnsafePointer<flavor_call>) -> CallState? {
        flavor_call_context(call).map { Unmanaged<CallState>.fromOpaque($0).takeUnretainedValue() }
    }
}
