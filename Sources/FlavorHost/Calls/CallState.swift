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
    private let stopHandlers = Mutex(StopHandlers())
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

    /// Has a handler called once when the call is to stop, for either reason; at once if it is.
    ///
    /// - Returns: What `removeStopHandler` takes.
    func addStopHandler(_ handler: @escaping @Sendable () -> Void) -> UInt64 {
        let once = Once(handler)
        let tokens = (cancellation.add(once.run), deadline.map { DeadlineClock.shared.add(at: $0, once.run) })
        return stopHandlers.withLock { handlers in
            handlers.nextToken += 1
            handlers.tokens[handlers.nextToken] = tokens
            return handlers.nextToken
        }
    }

    /// Takes a handler back; when this returns it does not run and will not.
    func removeStopHandler(_ token: UInt64) {
        guard let tokens = stopHandlers.withLock({ $0.tokens.removeValue(forKey: token) }) else { return }
        cancellation.remove(tokens.cancellation)
        if let deadline = tokens.deadline { DeadlineClock.shared.remove(deadline) }
    }

    private struct StopHandlers {
        var nextToken: UInt64 = 0
        var tokens: [UInt64: (cancellation: UInt64, deadline: UInt64?)] = [:]
    }

    /// A handler that runs once, whoever comes first.
    private final class Once: Sendable {
        private let hasRun = Atomic<Bool>(false)
        private let handler: @Sendable () -> Void

        init(_ handler: @escaping @Sendable () -> Void) { self.handler = handler }

        @Sendable func run() {
            if !hasRun.exchange(true, ordering: .relaxed) { handler() }
        }
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
