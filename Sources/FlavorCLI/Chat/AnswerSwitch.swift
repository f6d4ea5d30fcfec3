import FlavorHost
import Synchronization

/// Ends the answer that is being given, from the thread that waits for signals.
final class AnswerSwitch: Sendable {
    private let call = Mutex<Cancellation?>(nil)

    /// Begins an answer, to be ended with `end`.
    func begin() -> Cancellation {
        let cancellation = Cancellation()
        call.withLock { $0 = cancellation }
        return cancellation
    }

    /// The answer has been given.
    func end() { call.withLock { $0 = nil } }

    /// Stops the answer; false when none is being given.
    func stop() -> Bool {
        // Outside the lock, since the handlers of a cancellation take others.
        guard let cancellation = call.withLock({ $0 }) else { return false }
        cancellation.cancel()
        return true
    }
}
