import Synchronization

/// The pools of one model: each is lent to one caller at a time, and as many are kept for the next as the processors
/// could keep busy.
final class ThreadPools: Sendable {
    /// More threads than this help no model and may exhaust a system.
    static let mostThreads = 256

    /// The pools that no one uses, those given back last at the end.
    private let idle = Mutex<[ThreadPool]>([])
    private let processors: Int

    /// - Parameter processors: How many threads idle pools have together, unless a single one has more.
    init(processors: Int = ProcessorCount.current) { self.processors = processors }

    /// How many threads the idle pools have, those of their callers included.
    var idleThreads: Int { idle.withLock { Self.threads(of: $0) } }

    /// Lends a pool that is used by no one else.
    /// - Parameter threads: How many threads, the caller included; taken into 1 to ``mostThreads``.
    func lend(threads: Int) -> ThreadPool {
        let wanted = min(max(threads, 1), Self.mostThreads)
        let kept = idle.withLock { idle in
            idle.firstIndex { $0.count == wanted }.map { idle.remove(at: $0) }
        }
        return kept ?? ThreadPool(threads: wanted)
    }

    /// Takes a pool back, and ends those that have been idle longest where there are too many.
    func giveBack(_ pool: ThreadPool) {
        let most = max(processors, pool.count)
        // Ending a pool waits for its threads, which others need not wait for.
        var ending: [ThreadPool] = []
        idle.withLock { idle in
            idle.append(pool)
            while Self.threads(of: idle) > most { ending.append(idle.removeFirst()) }
        }
    }

    private static func threads(of pools: [ThreadPool]) -> Int { pools.reduce(0) { $0 + $1.count } }
}
