import FlavorKit
import Glibc
import Synchronization
import Testing

@testable import FlavorHost

@Suite("Chain lock")
struct ChainLockTests {
    @Test("One chain enters as often as it likes, on whatever thread")
    func sameChainEntersAgain() throws {
        let lock = ChainLock()
        let options = Self.optionsOfOneChain()
        let inner = Atomic<Bool>(false)
        let outerCall = CallState(options)
        let done = Monitor()
        try lock.withLock(for: outerCall) { () throws(FlavorError) in
            try CallThread.start {
                // The same options carry the same chain.
                try? lock.withLock(for: CallState(options)) { () throws(FlavorError) in
                    inner.store(true, ordering: .relaxed)
                }
                done.locked { done.wakeAll() }
            }
            done.locked {
                let limit = MonotonicClock.time(after: .seconds(10))
                while !inner.load(ordering: .relaxed) && MonotonicClock.now < limit { done.wait(until: limit) }
            }
        }
        let wasInside = inner.load(ordering: .relaxed)
        #expect(wasInside)
    }

    private static func optionsOfOneChain() -> CallOptions {
        var options = CallOptions()
        options.chain = CallChain()
        return options
    }

    @Test("Another chain waits until the lock is free")
    func otherChainWaits() throws {
        let lock = ChainLock()
        let inside = Atomic<Int>(0)
        let overlaps = Atomic<Int>(0)
        let finished = Atomic<Int>(0)
        for _ in 0..<8 {
            try CallThread.start {
                for _ in 0..<200 {
                    try? lock.withLock(for: CallState(CallOptions())) { () throws(FlavorError) in
                        if inside.add(1, ordering: .relaxed).newValue != 1 { overlaps.add(1, ordering: .relaxed) }
                        sched_yield()
                        inside.subtract(1, ordering: .relaxed)
                    }
                }
                finished.add(1, ordering: .relaxed)
            }
        }
        let limit = MonotonicClock.time(after: .seconds(60))
        while finished.load(ordering: .relaxed) < 8 && MonotonicClock.now < limit { usleep(1000) }
        let counts = (finished.load(ordering: .relaxed), overlaps.load(ordering: .relaxed))
        #expect(counts == (8, 0))
    }

    @Test("A call that is cancelled while it waits gives up")
    func cancelledCallGivesUp() throws {
        let lock = ChainLock()
        try lock.withLock(for: CallState(CallOptions())) { () throws(FlavorError) in
            let cancellation = Cancellation()
            try CallThread.start {
                usleep(20_000)
                cancellation.cancel()
            }
            let error = #expect(throws: FlavorError.self) {
                try lock.withLock(for: CallState(CallOptions(cancellation: cancellation))) {}
            }
            #expect(error?.code == .cancelled)
        }
    }

    @Test("A call whose deadline passes while it waits gives up")
    func lateCallGivesUp() throws {
        let lock = ChainLock()
        try lock.withLock(for: CallState(CallOptions())) { () throws(FlavorError) in
            let error = #expect(throws: FlavorError.self) {
                try lock.withLock(for: CallState(CallOptions(timeout: .milliseconds(20)))) {}
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
