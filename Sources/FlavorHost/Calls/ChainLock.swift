import FlavorKit

/// A lock that one chain of calls holds at a time, as often as it likes.
///
/// A model that is reached through another runs on another thread but in the same chain, so a lock by thread would wait
/// for itself.
final class ChainLock: @unchecked Sendable {
    private let monitor = Monitor()
    private var owner: CallChain?
    private var depth = 0

    /// Runs a body while the call's chain holds the lock.
    ///
    /// - Throws: `FlavorError` when the call is cancelled or its deadline passes before the lock is free.
    func withLock<Result>(for call: CallState, _ body: () throws(FlavorError) -> Result) throws(FlavorError) -> Result {
        let token = call.addStopHandler { [monitor] in monitor.locked { monitor.wakeAll() } }
        let isAcquired = monitor.locked {
            while owner != nil && owner !== call.chain {
                if call.shouldStop { return false }
                monitor.wait(until: call.deadline)
            }
            owner = call.chain
            depth += 1
            return true
        }
        call.removeStopHandler(token)
        guard isAcquired else { throw call.stopError }
        defer {
            monitor.locked {
                depth -= 1
                if depth == 0 { owner = nil }
                monitor.wakeAll()
            }
        }
        return try body()
    }
}
