import CFlavor
import FlavorKit
import Synchronization

/// One call in the making: what the header's `flavor_call` shows of it, and why it failed.
final class CallState: @unchecked Sendable {
    let cancellation: Cancellation
    /// Monotonic nanoseconds, or nil.
    let deadline: Int64?
    let chain: CallChain
    private let progress: (@Sendable (UInt64, UInt64, String) -> Void)?
    private let failure = Mutex<FlavorError?>(nil)
    private let memory: UnsafeMutableRawPointer
    private let threads: Int

    init(_ options: CallOptions) {
        cancellation = options.cancellation
        deadline = options.timeout.map(MonotonicClock.time(after:))
        chain = options.chain
        progress = options.progress
        threads = options.threads ?? 0
        memory = .allocate(byteCount: flavor_call_size(), alignment: 8)
    }

    deinit { memory.deallocate() }

    /// Whether the work is no longer wanted.
    var shouldStop: Bool { cancellation.isCancelled || isPastDeadline }

    private var isPastDeadline: Bool { deadline.map { MonotonicClock.now >= $0 } ?? false }

    /// What a call that stops early throws.
    var stopError: FlavorError {
        cancellation.isCancelled
            ? FlavorError(.cancelled, "the call was cancelled")
            : FlavorError(.deadlineExceeded, "the deadline passed before the work was done: allow more time")
    }

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
                return CallState.of(call)?.cancellation.add { wake(argument) } ?? 0
            },
            { CallState.of($0)?.cancellation.remove($1) },
            { CallState.of($0)?.progress?($1, $2, ABI.oneLine($3.repairedText)) })
    }

    /// The state behind a call that a plug-in hands back.
    static func of(_ call: UnsafePointer<flavor_call>) -> CallState? {
        flavor_call_context(call).map { Unmanaged<CallState>.fromOpaque($0).takeUnretainedValue() }
    }
}
