import CFlavor
import FlavorKit
import Glibc
import Synchronization
import Testing

@testable import FlavorHost

@Suite("Calls as plug-ins see them")
struct CallStateTests {
    /// Counts wakes through the C functions.
    private final class Counter: Sendable {
        let wakes = Atomic<Int>(0)
    }

    private func register(_ counter: Counter, with call: UnsafePointer<flavor_call>) -> UInt64 {
        flavor_call_on_cancel(
            call,
            { argument in
                guard let argument else { return }
                Unmanaged<Counter>.fromOpaque(argument).takeUnretainedValue().wakes.add(1, ordering: .relaxed)
            }, Unmanaged.passUnretained(counter).toOpaque())
    }

    private func wakes(of counter: Counter, after wait: Duration) -> Int {
        let limit = MonotonicClock.time(after: wait)
        while counter.wakes.load(ordering: .relaxed) == 0 && MonotonicClock.now < limit { usleep(1000) }
        return counter.wakes.load(ordering: .relaxed)
    }

    @Test("A waiting plug-in is woken at the deadline, once, and then cancelled says so")
    func deadlineWakes() {
        let options = CallOptions(timeout: .milliseconds(30))
        let state = CallState(options)
        let call = state.makePointer()
        let counter = Counter()
        #expect(flavor_call_cancelled(call) == 0)
        let token = register(counter, with: call)
        #expect(token != 0)
        #expect(wakes(of: counter, after: .seconds(10)) == 1)
        #expect(flavor_call_cancelled(call) == 1)
        options.cancellation.cancel()
        #expect(wakes(of: counter, after: .milliseconds(1)) == 1)
        flavor_call_off_cancel(call, token)
    }

    @Test("A waiting plug-in is woken at the cancellation")
    func cancellationWakes() {
        let options = CallOptions()
        let state = CallState(options)
        let call = state.makePointer()
        let counter = Counter()
        let token = register(counter, with: call)
        options.cancellation.cancel()
        #expect(wakes(of: counter, after: .seconds(10)) == 1)
        flavor_call_off_cancel(call, token)
    }

    @Test("A call is stoppable when its caller holds a switch or sets a time")
    func stoppable() {
        #expect(!CallOptions().isStoppable)
        #expect(!CallOptions(threads: 2).isStoppable)
        #expect(CallOptions(timeout: .seconds(1)).isStoppable)
        #expect(CallOptions(cancellation: Cancellation()).isStoppable)
        var options = CallOptions()
        options.cancellation = Cancellation()
        #expect(options.isStoppable)
    }

    @Test("A call that nobody can stop wakes nobody, but sees a cancellation")
    func unstoppable() {
        let options = CallOptions()
        let state = CallState(options, isStoppable: false)
        let call = state.makePointer()
        #expect(flavor_call_can_wake(call) == 0)
        let counter = Counter()
        #expect(register(counter, with: call) == 0)
        options.cancellation.cancel()
        #expect(flavor_call_cancelled(call) == 1)
        #expect(counter.wakes.load(ordering: .relaxed) == 0)
        let other = CallState(CallOptions())
        #expect(flavor_call_can_wake(other.makePointer()) == 1)
    }

    @Test("A handler that was taken back stays quiet at the deadline and at the cancellation")
    func removed() {
        let options = CallOptions(timeout: .milliseconds(20))
        let state = CallState(options)
        let call = state.makePointer()
        let counter = Counter()
        flavor_call_off_cancel(call, register(counter, with: call))
        usleep(60_000)
        options.cancellation.cancel()
        #expect(wakes(of: counter, after: .milliseconds(1)) == 0)
    }

    @Test("A consumer that goes away cancels the call at once, and only that call")
    func abandoned() {
        let options = CallOptions()
        let state = CallState(options)
        let call = state.makePointer()
        let counter = Counter()
        let token = register(counter, with: call)
        state.abandon()
        #expect(flavor_call_cancelled(call) == 1)
        #expect(wakes(of: counter, after: .seconds(10)) == 1)
        #expect(!options.cancellation.isCancelled)
        flavor_call_off_cancel(call, token)
    }

    @Test("Two calls made with the same options are two chains")
    func chains() {
        let options = CallOptions()
        let (one, other) = (CallState(options), CallState(options))
        #expect(!one.isWithin(other) && !other.isWithin(one))
    }

    @Test("Deadlines are called in the order of time, whatever order they came in")
    func order() {
        let clock = DeadlineClock()
        let order = Mutex<[Int]>([])
        let now = MonotonicClock.now
        for (name, delay) in [(3, 60), (1, 20), (2, 40)] {
            _ = clock.add(at: now + Int64(delay) * 1_000_000) { order.withLock { $0.append(name) } }
        }
        let limit = MonotonicClock.time(after: .seconds(10))
        while order.withLock({ $0.count }) < 3 && MonotonicClock.now < limit { usleep(1000) }
        let names = order.withLock { $0 }
        #expect(names == [1, 2, 3])
    }

    @Test("A handler that is slow at its deadline keeps only who takes it back", .timeLimit(.minutes(1)))
    func slowHandler() {
        let clock = DeadlineClock()
        let state = Mutex((isBegun: false, isReleased: false, isDone: false))
        let slow = clock.add(at: MonotonicClock.now) {
            state.withLock { $0.isBegun = true }
            while !state.withLock({ $0.isReleased }) { usleep(1000) }
            usleep(20_000)
            state.withLock { $0.isDone = true }
        }
        while !state.withLock({ $0.isBegun }) { usleep(1000) }
        // Both would wait for ever if the handler had the lock.
        clock.remove(clock.add(at: MonotonicClock.time(after: .seconds(100))) {})
        // So would this one, which comes due meanwhile.
        for _ in 0..<3 {
            let other = Mutex(false)
            _ = clock.add(at: MonotonicClock.time(after: .milliseconds(10))) { other.withLock { $0 = true } }
            while !other.withLock({ $0 }) { usleep(1000) }
        }
        state.withLock { $0.isReleased = true }
        clock.remove(slow)
        let isDone = state.withLock { $0.isDone }
        #expect(isDone)
    }

    @Test("The thread budget and the deadline are told")
    func facts() {
        let plain = CallState(CallOptions())
        #expect(flavor_call_thread_budget(plain.makePointer()) == 0)
        #expect(flavor_call_deadline(plain.makePointer()) == Int64.max)
        let limited = CallState(CallOptions(threads: 3, timeout: .seconds(100)))
        #expect(flavor_call_thread_budget(limited.makePointer()) == 3)
        #expect(flavor_call_deadline(limited.makePointer()) == limited.deadline)
    }
}
