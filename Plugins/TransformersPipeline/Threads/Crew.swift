import CKernels
import Synchronization

/// What the threads of a pool share, and the way in which they work through the phases of its jobs.
///
/// Phases are numbered through all jobs. Of every share it is counted how many phases have been claimed, and of all
/// shares together how many have been done; a thread that claims a share is the one to do it, and a phase is over when
/// all its shares are done. A thread touches the job only between a claim and the count of what it did, so one that was
/// kept from running finds everything claimed when it is back, and disturbs nothing.
final class Crew: @unchecked Sendable {
    /// What a share does: the job's context, the phase within the job, and the share's number.
    typealias Share = @convention(c) (_ context: UnsafeMutableRawPointer, _ phase: Int, _ share: Int) -> Void

    /// How many turns of the spinning loop a thread gives the others to begin their shares; about a microsecond.
    static let patience = 50
    /// After how many turns a thread goes to sleep; some ten microseconds.
    private static let turnsBeforeSleep = 2000

    let shareCount: Int

    /// How many phases have been published in all.
    private let published = Atomic<Int>(0)
    /// How many shares have been done in all.
    private let done = Atomic<Int>(0)
    private let isDismissed = Atomic<Bool>(false)
    /// Of each share, how many phases have been claimed; each on a line of cache of its own.
    private let claimed: UnsafeMutablePointer<Atomic<Int>>
    private static let claimStride = 64 / MemoryLayout<Int>.stride

    /// Who sleeps until there is a new job, and who until a phase is over; the bell is what they sleep on.
    private let idleSleepers = Atomic<Int>(0)
    private let phaseSleepers = Atomic<Int>(0)
    private let bell: UnsafeMutablePointer<Atomic<UInt32>>

    /// The job; written only when every share of the one before is done.
    private var share: Share?
    private var context: UnsafeMutableRawPointer?
    private var firstPhase = 0

    init(shareCount: Int) {
        self.shareCount = shareCount
        claimed = .allocate(capacity: shareCount * Self.claimStride)
        for index in 0..<shareCount { (claimed + index * Self.claimStride).initialize(to: Atomic(0)) }
        bell = .allocate(capacity: 1)
        bell.initialize(to: Atomic(0))
    }

    deinit {
        for index in 0..<shareCount { (claimed + index * Self.claimStride).deinitialize(count: 1) }
        claimed.deallocate()
        bell.deinitialize(count: 1)
        bell.deallocate()
    }

    /// Makes a job known to the workers and returns the number of its first phase.
    func publish(phases: Int, context: UnsafeMutableRawPointer, share: @escaping Share) -> Int {
        let first = published.load(ordering: .relaxed)
        self.share = share
        self.context = context
        firstPhase = first
        published.store(first + phases, ordering: .sequentiallyConsistent)
        if idleSleepers.load(ordering: .sequentiallyConsistent) > 0 { ring() }
        return first
    }

    /// Sends the workers home.
    func dismiss() {
        isDismissed.store(true, ordering: .sequentiallyConsistent)
        ring()
    }

    /// The life of a worker: takes part in every phase until it is dismissed.
    func work(as share: Int) {
        var phase = 0
        var patience = Self.patience
        while true {
            var end = published.load(ordering: .acquiring)
            if phase >= end {
                wait(among: idleSleepers) {
                    published.load(ordering: .acquiring) > phase || isDismissed.load(ordering: .acquiring)
                }
                if isDismissed.load(ordering: .acquiring) { return }
                end = published.load(ordering: .acquiring)
            }
            // What is over needs no one any more.
            phase = max(phase, done.load(ordering: .acquiring) / shareCount)
            while phase < end {
                take(phase, as: share, patience: &patience)
                phase += 1
            }
        }
    }

    /// Does the shares of a phase that fall to a thread, and returns when the phase is over.
    ///
    /// - Parameter patience: How long to wait before taking others' shares; none after a phase in which another was away.
    func take(_ phase: Int, as own: Int, patience: inout Int) {
        if claim(own, phase) { perform(phase, own) }
        let whole = (phase + 1) * shareCount
        var turns = 0
        while turns < patience, done.load(ordering: .acquiring) < whole {
            kernels_pause()
            turns += 1
        }
        patience = Self.patience
        if done.load(ordering: .acquiring) >= whole { return }
        for share in 0..<shareCount where claim(share, phase) {
            patience = 0
            perform(phase, share)
        }
        wait(among: phaseSleepers) { done.load(ordering: .acquiring) >= whole }
    }

    private func claim(_ share: Int, _ phase: Int) -> Bool {
        let claims = claimed + share * Self.claimStride
        guard claims.pointee.load(ordering: .relaxed) == phase else { return false }
        return claims.pointee.compareExchange(
            expected: phase, desired: phase + 1, ordering: .acquiringAndReleasing
        ).exchanged
    }

    private func perform(_ phase: Int, _ number: Int) {
        if let share, let context { share(context, phase - firstPhase, number) }
        let count = done.add(1, ordering: .sequentiallyConsistent).newValue
        if count == (phase + 1) * shareCount, phaseSleepers.load(ordering: .sequentiallyConsistent) > 0 { ring() }
    }

    /// Returns when a condition holds: watches it for a while, and then sleeps between the bell's rings.
    ///
    /// Counting oneself as a sleeper and looking at the condition are in one order with changing the condition and
    /// looking for sleepers, so either the sleeper sees the change or whoever makes it sees the sleeper.
    private func wait(among sleepers: borrowing Atomic<Int>, until condition: () -> Bool) {
        for _ in 0..<Self.turnsBeforeSleep {
            if condition() { return }
            kernels_pause()
        }
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while true {
            let ring = bell.pointee.load(ordering: .sequentiallyConsistent)
            if condition() { break }
            kernels_sleep(bell, ring)
        }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
    }

    private func ring() {
        bell.pointee.add(1, ordering: .sequentiallyConsistent)
        kernels_wake(bell)
    }
}
