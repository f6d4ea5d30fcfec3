import Glibc
import Synchronization

/// Threads that share the parts of a job; the calling thread is one of them.
struct Workers: Sendable {
    /// How many threads work at the same time.
    let count: Int

    /// - Parameter count: Nil for one thread on each processor.
    init(count: Int?) { self.count = max(1, min(count ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)), 64)) }

    /// Runs every part once, in no order.
    ///
    /// - Parameters:
    ///   - meanwhile: Runs on the calling thread between its parts; what it throws ends the job.
    ///   - body: Runs a part on some thread.
    /// - Throws: The first error of a part or of `meanwhile`; no thread is left running.
    func forEach(
        _ parts: Int, meanwhile: () throws -> Void, _ body: @escaping @Sendable (Int) throws(ModelBuilderError) -> Void
    ) throws {
        let job = Job(parts: parts, body: body)
        var threads: [pthread_t] = []
        for _ in 1..<max(1, min(count, parts)) {
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(job)
            // A thread that cannot be had leaves its share to the others.
            if pthread_create(&thread, nil, { Self.run($0) }, argument.toOpaque()) == 0 {
                threads.append(thread)
            } else {
                argument.release()
            }
        }
        var interruption: (any Error)?
        do {
            while job.runNext() { try meanwhile() }
        } catch {
            job.stop()
            interruption = error
        }
        for thread in threads { pthread_join(thread, nil) }
        if let interruption { throw interruption }
        try job.throwFailure()
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
        while job.runNext() {}
        return nil
    }
}

/// What threads share: the number of the next part and the first failure.
private final class Job: Sendable {
    private let parts: Int
    private let body: @Sendable (Int) throws(ModelBuilderError) -> Void
    private let next = Atomic<Int>(0)
    private let failure = Mutex<ModelBuilderError?>(nil)

    init(parts: Int, body: @escaping @Sendable (Int) throws(ModelBuilderError) -> Void) {
        self.parts = parts
        self.body = body
    }

    /// Runs a part that no thread has yet; false when there is none.
    func runNext() -> Bool {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < parts else { return false }
        do throws(ModelBuilderError) {
            try body(part)
            return true
        } catch {
            failure.withLock { $0 = $0 ?? error }
            stop()
            return false
        }
    }

    /// Lets no further part begin.
    func stop() { next.store(parts, ordering: .relaxed) }

    func throwFailure() throws(ModelBuilderError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
