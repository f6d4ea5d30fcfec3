import FlavorKit
import Glibc
import Synchronization
import Testing

@testable import FlavorHost

@Suite("Chain lock")
struct ChainLockTests {
    @Test("A call that answers the one inside enters too, on whatever thread")
    func innerCallEnters() throws {
        let lock = ChainLock()
        let inner = Atomic<Bool>(false)
        let outerCall = CallState(CallOptions())
        let done = Monitor()
        try lock.withLock(for: outerCall) { () throws(FlavorError) in
            try WorkThread.start {
                // As of a model that is reached through two others.
                let middleCall = CallState(outerCall.nestedOptions)
                try? lock.withLock(for: CallState(middleCall.nestedOptions)) { () throws(FlavorError) in
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

    @Test("Two calls that answer the same one wait for one another, also when that one has ended")
    func siblingsWait() throws {
        let lock = ChainLock()
        let outerCall = CallState(CallOptions())
        let (first, second) = (CallState(outerCall.nestedOptions), CallState(outerCall.nestedOptions))
        let order = Mutex<[String]>([])
        let isInside = Atomic<Bool>(false)
        try lock.withLock(for: outerCall) { () throws(FlavorError) in
            try WorkThread.start {
                try? lock.withLock(for: first) { () throws(FlavorError) in
                    isInside.store(true, ordering: .sequentiallyConsistent)
                    usleep(50_000)
                    order.withLock { $0.append("first") }
                }
            }
            while !isInside.load(ordering: .sequentiallyConsistent) { usleep(1000) }
        }
        try lock.withLock(for: second) { () throws(FlavorError) in order.withLock { $0.append("second") } }
        let entered = order.withLock { $0 }
        #expect(entered == ["first", "second"])
    }

    @Test("Another chain waits until the lock is free")
    func otherChainWaits() throws {
        let lock = ChainLock()
        let inside = Atomic<Int>(0)
        let overlaps = Atomic<Int>(0)
        let finished = Atomic<Int>(0)
        for _ in 0..<8 {
            try WorkThread.start {
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
            try WorkThread.start {
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
