import FlavorKit

/// Calls handlers when their time comes, on a thread of its own that runs while there are any.
final class DeadlineClock: @unchecked Sendable {
    /// The process's one clock.
    static let shared = DeadlineClock()

    private let monitor = Monitor()
    private var nextToken: UInt64 = 1
    private var waiting: [UInt64: (time: Int64, handler: @Sendable () -> Void)] = [:]
    /// The handler that is at work, without the lock: one that is slow keeps nobody but who takes it back.
    private var running: UInt64?
    private var isRunning = false

    /// Has a handler called at a time in monotonic nanoseconds, at once where that has passed.
    ///
    /// - Parameter handler: While it works, others whose time comes wait; may not call `remove`.
    func add(at time: Int64, _ handler: @escaping @Sendable () -> Void) -> UInt64 {
        monitor.locked {
            let token = nextToken
            nextToken += 1
            waiting[token] = (time, handler)
            // Without a thread the handler waits for the next one that can be had.
            if !isRunning, (try? WorkThread.start { [self] in run() }) != nil { isRunning = true }
            monitor.wakeAll()
            return token
        }
    }

    /// Takes a handler back; when this returns it does not run and will not.
    func remove(_ token: UInt64) {
        monitor.locked {
            waiting[token] = nil
            while running == token { monitor.wait() }
            monitor.wakeAll()
        }
    }

    private func run() {
        while let due = next() {
            due()
            monitor.locked {
                running = nil
                monitor.wakeAll()
            }
        }
    }

    /// The next handler, when its time has come; nil when there is none.
    private func next() -> (@Sendable () -> Void)? {
        monitor.locked {
            while let (token, next) = waiting.min(by: { $0.value.time < $1.value.time }) {
                if MonotonicClock.now >= next.time {
                    waiting[token] = nil
                    running = token
                    return next.handler
                }
                monitor.wait(until: next.time)
            }
            isRunning = false
            return nil
        }
    }
}
