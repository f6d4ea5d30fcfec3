import Synchronization
import Testing

@testable import FlavorHost

@Suite("Cancellation")
struct CancellationTests {
    @Test("A handler runs once, at the first cancellation")
    func handlerRunsOnce() {
        let cancellation = Cancellation()
        let count = Atomic<Int>(0)
        _ = cancellation.add { count.add(1, ordering: .relaxed) }
        #expect(!cancellation.isCancelled)
        cancellation.cancel()
        cancellation.cancel()
        #expect(cancellation.isCancelled)
        let calls = count.load(ordering: .relaxed)
        #expect(calls == 1)
    }

    @Test("A handler that comes late runs at once")
    func lateHandlerRunsAtOnce() {
        let cancellation = Cancellation()
        cancellation.cancel()
        let count = Atomic<Int>(0)
        _ = cancellation.add { count.add(1, ordering: .relaxed) }
        let calls = count.load(ordering: .relaxed)
        #expect(calls == 1)
    }

    @Test("A handler that was taken back does not run")
    func removedHandlerDoesNotRun() {
        let cancellation = Cancellation()
        let count = Atomic<Int>(0)
        let token = cancellation.add { count.add(1, ordering: .relaxed) }
        cancellation.remove(token)
        cancellation.cancel()
        let calls = count.load(ordering: .relaxed)
        #expect(calls == 0)
    }
}
