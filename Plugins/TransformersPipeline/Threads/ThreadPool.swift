import Glibc

/// Threads that do one job together, again and again, with little delay between jobs.
///
/// A pool of n threads is the calling thread and n - 1 workers. A job is a row of phases, each of which is dealt out in n
/// shares; a phase begins when the one before it is done. Every thread takes the share of its own number, so that it
/// finds in its cache what it used last time, but what a thread that the system keeps from running leaves behind, the
/// others do: the job never waits for a thread that has not begun a share.
///
/// Between jobs a worker spins for some ten microseconds and then sleeps, so an idle pool takes no processor time. A pool
/// serves one caller at a time; ``ThreadPools`` lends pools to callers.
final class ThreadPool: Sendable {
    /// How many threads, the caller included, and so shares there are.
    var count: Int { crew.shareCount }

    /// The threads besides the caller.
    let workers: [pthread_t]
    /// What they and the caller share.
    let crew: Crew

    /// Starts the workers of a pool; where the system gives fewer threads, the job is done by those.
    /// - Parameter threads: At least 1, the caller included.
    init(threads: Int) {
        crew = Crew(shareCount: threads)
        var workers: [pthread_t] = []
        while workers.count < threads - 1, let worker = startWorker(workers.count + 1, of: crew) {
            workers.append(worker)
        }
        self.workers = workers
    }

    deinit {
        crew.dismiss()
        for worker in workers { pthread_join(worker, nil) }
    }

    /// Does a job and returns when it is done.
    ///
    /// - Parameters:
    ///   - phases: How many phases there are.
    ///   - context: Handed to every share; it has to stay valid until this returns.
    ///   - share: Does one share of a phase.
    ///   - willBegin: Called on this thread, with each phase, before the thread takes part in it.
    func run(
        phases: Int, context: UnsafeMutableRawPointer, share: @escaping Crew.Share,
        willBegin: (_ phase: Int) -> Void
    ) {
        let first = crew.publish(phases: phases, context: context, share: share)
        var patience = Crew.patience
        for phase in 0..<phases {
            willBegin(phase)
            crew.take(first + phase, as: 0, patience: &patience)
        }
    }
}

/// What a new worker has to know.
private final class Duty {
    let share: Int
    let crew: Crew

    init(share: Int, crew: Crew) {
        self.share = share
        self.crew = crew
    }
}

/// Starts a worker that takes no signals, or returns nil when the system gives no further thread.
private func startWorker(_ share: Int, of crew: Crew) -> pthread_t? {
    let duty = Unmanaged.passRetained(Duty(share: share, crew: crew))
    var all = sigset_t()
    var previous = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            let duty = Unmanaged<Duty>.fromOpaque(argument).takeRetainedValue()
            duty.crew.work(as: duty.share)
            return nil
        }, duty.toOpaque())
    guard code == 0 else {
        duty.release()
        return nil
    }
    return thread
}
