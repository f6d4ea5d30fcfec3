import CFlavor
import FlavorKit
import Glibc
import Synchronization
import Testing

@testable import FlavorHost

@Suite("Emission queue")
struct EmissionQueueTests {
    private func makeQueue(stream: Bool, options: CallOptions = CallOptions()) -> EmissionQueue {
        EmissionQueue(
            call: CallState(options), isStream: stream, plugin: "test", stallLimit: options.stallLimit,
            decoder: .retainingHostBuffers)
    }

    /// Emits as a plug-in does, through the C sink.
    private func emit(_ value: Value, to queue: EmissionQueue, info: ValueMap? = nil) -> Int32 {
        let encoder = ABI.Encoder()
        return withExtendedLifetime(encoder) {
            flavor_sink_emit(queue.makeSink(), encoder.encode(value), info.map { encoder.encode(.map($0)) })
        }
    }

    @Test("A stream gives all results in order and then ends")
    func streamKeepsOrder() throws {
        let queue = makeQueue(stream: true)
        try WorkThread.start {
            for number in 0..<100 { _ = self.emit(.int(Int64(number)), to: queue, info: ["n": .int(Int64(number))]) }
            queue.finish(.success(()))
        }
        let stream = PredictionStream(queue: queue)
        var numbers: [Int64] = []
        while let prediction = try stream.next() {
            numbers.append(prediction.value.intValue ?? -1)
            #expect(prediction.info["n"] == prediction.value)
        }
        #expect(numbers == (0..<100).map(Int64.init))
    }

    @Test("A plug-in waits while sixteen results wait for the consumer")
    func queueIsBounded() throws {
        let queue = makeQueue(stream: true)
        let emitted = Atomic<Int>(0)
        try WorkThread.start {
            for number in 0..<40 {
                _ = self.emit(.int(Int64(number)), to: queue)
                emitted.add(1, ordering: .relaxed)
            }
            queue.finish(.success(()))
        }
        usleep(100_000)
        let emittedCount = emitted.load(ordering: .relaxed)
        #expect(emittedCount == 16)
        let stream = PredictionStream(queue: queue)
        var count = 0
        while try stream.next() != nil { count += 1 }
        #expect(count == 40)
    }

    @Test("A consumer that goes away stops the plug-in")
    func abandonedStreamStops() throws {
        let queue = makeQueue(stream: true)
        let answer = Atomic<Int32>(-1)
        let isFull = Atomic<Bool>(false)
        try WorkThread.start {
            for _ in 0..<16 { _ = self.emit(.null, to: queue) }
            isFull.store(true, ordering: .relaxed)
            answer.store(self.emit(.null, to: queue), ordering: .relaxed)
            queue.finish(.success(()))
        }
        do {
            let stream = PredictionStream(queue: queue)
            _ = stream
            while !isFull.load(ordering: .relaxed) { usleep(1000) }
        }
        let limit = MonotonicClock.time(after: .seconds(10))
        while answer.load(ordering: .relaxed) == -1 && MonotonicClock.now < limit { usleep(1000) }
        let lastAnswer = answer.load(ordering: .relaxed)
        #expect(lastAnswer == Int32(FLAVOR_EMIT_STOP))
    }

    @Test("A consumer that stalls longer than the limit stops the plug-in")
    func stalledStreamStops() {
        let queue = makeQueue(stream: true, options: CallOptions(stallLimit: .milliseconds(30)))
        for _ in 0..<16 { #expect(emit(.null, to: queue) == Int32(FLAVOR_EMIT_CONTINUE)) }
        #expect(emit(.null, to: queue) == Int32(FLAVOR_EMIT_STOP))
    }

    @Test("Cancellation wakes a plug-in that waits for room, and the consumer hears of it")
    func cancellationWakesBoth() throws {
        let options = CallOptions()
        let queue = makeQueue(stream: true, options: options)
        let answer = Atomic<Int32>(-1)
        try WorkThread.start {
            for _ in 0..<17 { answer.store(self.emit(.null, to: queue), ordering: .relaxed) }
            queue.finish(.success(()))
        }
        usleep(20_000)
        options.cancellation.cancel()
        let stream = PredictionStream(queue: queue)
        let error = #expect(throws: FlavorError.self) { while try stream.next() != nil {} }
        #expect(error?.code == .cancelled)
        let lastAnswer = answer.load(ordering: .relaxed)
        #expect(lastAnswer == Int32(FLAVOR_EMIT_STOP))
    }

    @Test("A plug-in that does not heed the deadline cannot hold the consumer for long")
    func deafPluginIsLeft() throws {
        let queue = makeQueue(stream: false, options: CallOptions(timeout: .milliseconds(50)))
        try WorkThread.start {
            sleep(4)
            queue.finish(.success(()))
        }
        let start = ContinuousClock.now
        let error = #expect(throws: FlavorError.self) { try PredictionStream(queue: queue).next() }
        #expect(error?.code == .deadlineExceeded)
        #expect(ContinuousClock.now - start < .seconds(3))
    }
}
