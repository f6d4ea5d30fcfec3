import Glibc
import Synchronization
import Testing

@testable import TransformersPipeline

@Suite("A pool of threads")
struct ThreadPoolTests {
    /// A job that counts, in each phase, what its shares find done of the phase before.
    private final class Job {
        let shares: Int
        let phases: Int
        /// How often each share of each phase was done.
        let counts: UnsafeMutablePointer<Atomic<Int>>
        let violations = Atomic<Int>(0)
        /// Set to let a share take its time.
        var isUneven = false

        init(shares: Int, phases: Int) {
            self.shares = shares
            self.phases = phases
            counts = .allocate(capacity: shares * phases)
            for index in 0..<shares * phases { (counts + index).initialize(to: Atomic(0)) }
        }

        deinit { counts.deallocate() }

        func share(_ phase: Int, _ share: Int) {
            if phase > 0 {
                for other in 0..<shares
                where counts[(phase - 1) * shares + other].load(ordering: .relaxed) != 1 {
                    violations.add(1, ordering: .relaxed)
                }
            }
            if isUneven, (phase + share) % 5 == 0 { usleep(200) }
            counts[phase * shares + share].add(1, ordering: .relaxed)
        }

        func run(on pool: ThreadPool) -> (violations: Int, undone: Int, begun: [Int]) {
            var begun: [Int] = []
            pool.run(
                phases: phases, context: Unmanaged.passUnretained(self).toOpaque(),
                share: { Unmanaged<Job>.fromOpaque($0).takeUnretainedValue().share($1, $2) },
                willBegin: { begun.append($0) })
            var undone = 0
            for index in 0..<shares * phases where counts[index].load(ordering: .relaxed) != 1 { undone += 1 }
            return (violations.load(ordering: .relaxed), undone, begun)
        }
    }

    @Test("Each share of each phase is done once, after the whole phase before", arguments: [1, 2, 3, 8])
    func phases(threads: Int) {
        let pool = ThreadPool(threads: threads)
        #expect(pool.count == threads)
        for round in 0..<200 {
            let job = Job(shares: threads, phases: 1 + round % 20)
            job.isUneven = round % 40 == 0
            let result = job.run(on: pool)
            #expect(result.violations == 0 && result.undone == 0)
            #expect(result.begun == Array(0..<job.phases))
        }
    }

    @Test("A job without phases is done at once")
    func noPhases() {
        let pool = ThreadPool(threads: 2)
        #expect(Job(shares: 2, phases: 0).run(on: pool).undone == 0)
    }

    @Test("Threads that have gone to sleep take part again")
    func sleepers() {
        let pool = ThreadPool(threads: 3)
        for _ in 0..<20 {
            usleep(2000)
            #expect(Job(shares: 3, phases: 5).run(on: pool).violations == 0)
        }
    }

    /// The processor time that a pool's workers have taken, in nanoseconds.
    private func time(of pool: ThreadPool) -> Int {
        pool.workers.reduce(0) { sum, worker in
            var clock = clockid_t()
            var time = timespec()
            pthread_getcpuclockid(worker, &clock)
            clock_gettime(clock, &time)
            return sum + time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
    }

    @Test("An idle pool takes no processor time")
    func idle() {
        let pool = ThreadPool(threads: 4)
        _ = Job(shares: 4, phases: 3).run(on: pool)
        // Under load, a worker may take a while to get as far as to sleep.
        var before = -1
        for _ in 0..<100 where time(of: pool) != before {
            before = time(of: pool)
            usleep(20_000)
        }
        #expect(time(of: pool) == before)
        usleep(100_000)
        #expect(time(of: pool) == before)
    }

    @Test("A pool whose last reference goes ends its threads, asleep or not", arguments: [0, 3000])
    func ends(microseconds: UInt32) {
        for _ in 0..<20 {
            weak var crew: Crew?
            do {
                let pool = ThreadPool(threads: 3)
                crew = pool.crew
                _ = Job(shares: 3, phases: 2).run(on: pool)
                #expect(crew != nil)
                usleep(microseconds)
                withExtendedLifetime(pool) {}
            }
            // Each thread holds on to it for as long as it runs.
            #expect(crew == nil)
        }
    }

    @Test(
        "Of the pools given back, as many are kept as the processors could keep busy",
        arguments: [(8, 4, 2), (8, 3, 2), (2, 4, 1), (1, 1, 1), (4, 1, 4)])
    func keeping(processors: Int, threads: Int, kept: Int) {
        let pools = ThreadPools(processors: processors)
        for pool in (0..<24).map({ _ in pools.lend(threads: threads) }) { pools.giveBack(pool) }
        #expect(pools.idleThreads == kept * threads)
    }

    @Test("Pools of many sizes are not kept beside each other, and the one given back last stays")
    func keepingSizes() {
        let pools = ThreadPools(processors: 4)
        for threads in 1...12 { pools.giveBack(pools.lend(threads: threads)) }
        #expect(pools.idleThreads == 12)
        weak var dropped: Crew?
        do {
            let pool = pools.lend(threads: 4)
            dropped = pool.crew
            pools.giveBack(pool)
        }
        #expect(pools.idleThreads == 4 && dropped != nil)
        pools.giveBack(pools.lend(threads: 3))
        #expect(pools.idleThreads == 3 && dropped == nil)
    }

    @Test("A pool is lent to one caller at a time and kept for the next")
    func lending() {
        let pools = ThreadPools()
        let first = pools.lend(threads: 2)
        let second = pools.lend(threads: 2)
        #expect(first !== second)
        pools.giveBack(first)
        #expect(pools.lend(threads: 3) !== first)
        #expect(pools.lend(threads: 2) === first)
        #expect(pools.lend(threads: 0).count == 1)
    }
}
