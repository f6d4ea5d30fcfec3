import Synchronization

/// The pools of one model: each is lent to one caller at a time and kept for the next.
final class ThreadPools: Sendable {
    /// More threads than this help no model and may exhaust a system.
    static let mostThreads = 256

    private let idle = Mutex<[ThreadPool]>([])

    /// Lends a pool that is used by no one else.
    /// - Parameter threads: How many threads, the caller included; taken into 1 to ``mostThreads``.
    func lend(threads: Int) -> ThreadPool {
        let wanted = min(max(threads, 1), Self.mostThreads)
        let kept = idle.withLock { idle in
            idle.firstIndex { $0.count == wanted }.map { idle.remove(at: $0) }
        }
        return kept ?? ThreadPool(threads: wanted)
    }

    /// Takes a pool back.
    func giveBack(_ pool: ThreadPool) {
        idle.withLock { $0.append(pool) }
    }
}
