import FlavorKit

/// A lock that one call holds at a time, and with it the calls that are made to answer it.
///
/// A model that is reached through another runs on another thread but within the same call, so a lock by thread would wait
/// for itself. Two calls that answer the same one are kept apart: one may still wind down after it was told to stop.
final class ChainLock: @unchecked Sendable {
    private let monitor = Monitor()
    /// Who holds the lock, each within the one before it.
    private var owners: [CallChain] = []

    /// Runs a body while a call holds the lock.
    ///
    /// - Throws: `FlavorError` when the call is cancelled or its deadline passes before the lock is free.
    func withLock<Result>(for call: CallState, _ body: () throws(FlavorError) -> Result) throws(FlavorError) -> Result {
        let token = call.addStopHandler { [monitor] in monitor.locked { monitor.wakeAll() } }
        let isAcquired = monitor.locked {
            while let owner = owners.last, !call.isWithin(owner) {
                if call.shouldStop { return false }
                monitor.wait(until: call.deadline)
            }
            owners.append(call)
            return true
        }
        call.removeStopHandler(token)
        guard isAcquired else { throw call.stopError }
        defer {
            monitor.locked {
                // The last one entered, unless a call ended before one that answers it.
                if let index = owners.lastIndex(where: { $0 === call }) { owners.remove(at: index) }
                monitor.wakeAll()
            }
        }
        return try body()
    }
}
