import FlavorKit

/// Calls handlers when their time comes, on a thread of its own that runs while there are any.
final class DeadlineClock: @unchecked Sendable {
    /// The process's one clock.
    static let shared = DeadlineClock()

    private let monitor = Monitor()
    private var nextToken: UInt64 = 1
    private var waiting: [UInt64: (time: Int64, handler: @Sendable () -> Void)] = [:]
    /// The handlers that are at work, without the lock: one that is slow keeps nobody but who takes it back.
    private var running: Set<UInt64> = []
    /// Whether a thread looks at the time.
    private var isRunning = false

    /// Has a handler called at a time in monotonic nanoseconds, at once where that has passed.
    ///
    /// - Parameter handler: May not call `remove`.
    func add(at time: Int64, _ handler: @escaping @Sendable () -> Void) -> UInt64 {
        monitor.locked {
            let token = nextToken
            nextToken += 1
            waiting[token] = (time, handler)
            // Without a thread the handler waits for the next one that can be had.
            startUnlessRunning()
            monitor.wakeAll()
            return token
        }
    }

    /// Takes a handler back; when this returns it does not run and will not.
    func remove(_ token: UInt64) {
        monitor.locked {
            waiting[token] = nil
            while running.contains(token) { monitor.wait() }
            monitor.wakeAll()
        }
    }

    /// Called with the lock held.
    private func startUnlessRunning() {
        if !isRunning, (try? WorkThread.start { [self] in run() }) != nil { isRunning = true }
    }

    private func run() {
        while let (token, handler) = next() {
            handler()
            let isNeeded = monitor.locked {
                running.remove(token)
                monitor.wakeAll()
                // Another thread may have taken over meanwhile.
                guard !isRunning, !waiting.isEmpty else { return false }
                isRunning = true
                return true
            }
            guard isNeeded else { return }
        }
    }

    /// The next handler, when its time has come; nil when there is none.
    ///
    /// Another thread looks at the time from then on, where there is more to wait for.
    private func next() -> (UInt64, @Sendable () -> Void)? {
        monitor.locked {
            while let (token, next) = waiting.min(by: { $0.value.time < $1.value.time }) {
                if MonotonicClock.now >= next.time {
                    waiting[token] = nil
                    running.insert(token)
                    isRunning = false
                    if !waiting.isEmpty { startUnlessRunning() }
                    return (token, next.handler)
                }
                monitor.wait(until: next.time)
            }
            isRunning = false
            return nil
        }
    }
}
