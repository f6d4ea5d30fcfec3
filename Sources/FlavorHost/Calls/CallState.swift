import CFlavor
import FlavorKit
import Synchronization

/// One call in the making: what the header's `flavor_call` shows of it, and why it failed.
final class CallState: @unchecked Sendable {
    /// How long a caller waits for a plug-in that was told to stop, in nanoseconds.
    static let graceAfterStop: Int64 = 1_000_000_000

    /// Monotonic nanoseconds, or nil.
    let deadline: Int64?
    let chain: CallChain
    /// Pulled when the work is no longer wanted, for whatever reason.
    private let stop = Cancellation()
    private let caller: Cancellation
    private let callerToken: UInt64
    private let deadlineToken: UInt64?
    private let progress: (@Sendable (UInt64, UInt64, String) -> Void)?
    private let failure = Mutex<FlavorError?>(nil)
    private let memory: UnsafeMutableRawPointer
    private let threads: Int

    init(_ options: CallOptions) {
        let stop = stop
        caller = options.cancellation
        callerToken = caller.add { stop.cancel() }
        deadline = options.timeout.map(MonotonicClock.time(after:))
        deadlineToken = deadline.map { DeadlineClock.shared.add(at: $0) { stop.cancel() } }
        chain = options.chain ?? CallChain()
        progress = options.progress
        threads = options.threads ?? 0
        memory = .allocate(byteCount: flavor_call_size(), alignment: 8)
    }

    deinit {
        caller.remove(callerToken)
        if let deadlineToken { DeadlineClock.shared.remove(deadlineToken) }
        memory.deallocate()
    }

    /// Whether the work is no longer wanted.
    var shouldStop: Bool { stop.isCancelled || isPastDeadline }

    private var isPastDeadline: Bool { deadline.map { MonotonicClock.now >= $0 } ?? false }

    /// What a call that stops early throws.
    var stopError: FlavorError {
        if !caller.isCancelled && isPastDeadline {
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

    /// Takes a handler back; when this returns it does not run and will not.
    func removeStopHandler(_ token: UInt64) { stop.remove(token) }

    /// Keeps the first failure that a plug-in tells of.
    func fail(_ error: FlavorError) {
        failure.withLock { if $0 == nil { $0 = error } }
    }

    /// The first failure that was told of.
    var firstFailure: FlavorError? { failure.withLock { $0 } }

    /// The header's view of this call, valid while this object lives.
    func makePointer() -> UnsafePointer<flavor_call> {
        flavor_call_make(
            memory, Unmanaged.passUnretained(self).toOpaque(), UInt32(clamping: threads), deadline ?? Int64.max,
            { CallState.of($0).map { $0.shouldStop ? 1 : 0 } ?? 0 },
            { call, wake, argument in
                nonisolated(unsafe) let argument = argument
                return CallState.of(call)?.addStopHandler { wake(argument) } ?? 0
            },
            { CallState.of($0)?.removeStopHandler($1) },
            { CallState.of($0)?.progress?($1, $2, ABI.oneLine($3.repairedText)) })
    }

    /// The state behind a call that a plug-in hands back.
    static func of(_ call: UnsafePointer<flavor_call>) -> CallState? {
        flavor_call_context(call).map { Unmanaged<CallState>.fromOpaque($0).takeUnretainedValue() }
    }
}
