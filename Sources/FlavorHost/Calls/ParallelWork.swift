import FlavorKit

/// Work in several pieces at the same time, which the caller waits for.
enum ParallelWork {
    /// Runs a body for each number from zero, the first on the caller's thread and each other one on its own.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let rest = Rest(count - 1)
        for number in 1..<max(count, 1) {
            let work = { @Sendable in
                body(number)
                rest.finishOne()
            }
            // Without a further thread the work is the caller's.
            do { try WorkThread.start(work) } catch { work() }
        }
        if count > 0 { body(0) }
        rest.wait()
    }

    /// How many pieces are not done.
    private final class Rest: @unchecked Sendable {
        private let monitor = Monitor()
        /// Guarded by the monitor.
        private var count: Int

        init(_ count: Int) { self.count = count }

        func finishOne() {
            monitor.locked {
                count -= 1
                if count <= 0 { monitor.wakeAll() }
            }
        }

        func wait() {
            monitor.locked {
                while count > 0 { monitor.wait() }
            }
        }
    }
}
