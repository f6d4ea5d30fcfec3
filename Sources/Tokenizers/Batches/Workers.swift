import Glibc
import Synchronization

/// Threads that share the items of a list among them.
enum Workers {
    /// How many processors this process may use.
    static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Makes something of every number below a count, in as many threads as asked for; none outlives the call.
    static func map<Result: Sendable>(
        _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        let threads = min(threads, count)
        guard threads > 1 else { return (0..<max(count, 0)).map(body) }
        return [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let work = Work(count: count, results: buffer, body)
            let others = (1..<threads).compactMap { _ in start(work) }
            // The calling thread is one of them, so that all is done even where no thread can be started.
            work.run()
            for thread in others { pthread_join(thread, nil) }
            initializedCount = count
        }
    }

    private static func start(_ work: some Runnable) -> pthread_t? {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(work))
        let status = pthread_create(
            &thread, nil,
            { box in
                guard let box else { return nil }
                Unmanaged<Box>.fromOpaque(box).takeRetainedValue().work.run()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            return nil
        }
        return thread
    }

    /// What a thread does, whatever it makes.
    private protocol Runnable: Sendable { func run() }

    private final class Box: Sendable {
        let work: any Runnable
        init(_ work: any Runnable) { self.work = work }
    }

    private final class Work<Result: Sendable>: Runnable {
        private let count: Int
        private let next = Atomic<Int>(0)
        /// Every element is written once, by the thread that took its number.
        private nonisolated(unsafe) let results: UnsafeMutableBufferPointer<Result>
        private let body: @Sendable (Int) -> Result

        init(count: Int, results: UnsafeMutableBufferPointer<Result>, _ body: @escaping @Sendable (Int) -> Result) {
            self.count = count
            self.results = results
            self.body = body
        }

        func run() {
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                results.initializeElement(at: index, to: body(index))
            }
        }
    }
}
