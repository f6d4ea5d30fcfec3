import CFlavor
import FlavorKit

/// One result of a prediction, or one delta of a streamed one.
public struct Prediction: Sendable, Equatable {
    /// The result; in a stream what the task defines as a delta, such as text to append.
    public let value: Value
    /// Token ids, finish reason, usage and the like as the task defines them; empty when there is nothing to tell.
    public let info: ValueMap
}

/// The results of a call, in order, as they come.
///
/// The plug-in works on a thread of its own and waits while sixteen results wait for the consumer. Dropping the stream
/// tells the plug-in to stop.
public final class PredictionStream: Sendable {
    private let queue: EmissionQueue

    init(queue: EmissionQueue) { self.queue = queue }

    deinit { queue.abandon() }

    /// Waits for the next result.
    ///
    /// - Returns: The result, or nil after the last.
    /// - Throws: `FlavorError`: the plug-in's failure; `cancelled` or `deadlineExceeded` also when the plug-in does not heed
    ///   them within a second (its thread then goes on, and its model stays busy until it returns).
    public func next() throws(FlavorError) -> Prediction? { try queue.next() }
}

/// Results in order; the one result of a call without a stream needs no array.
private struct Waiting {
    private var first: Prediction?
    private var others: [Prediction] = []

    var count: Int { (first == nil ? 0 : 1) + others.count }
    var isEmpty: Bool { first == nil }

    mutating func append(_ prediction: Prediction) {
        if first == nil { first = prediction } else { others.append(prediction) }
    }

    /// Takes the first one out; nil when there is none.
    mutating func removeFirst() -> Prediction? {
        defer { first = others.isEmpty ? nil : others.removeFirst() }
        return first
    }
}

/// The bounded queue between a plug-in's thread and a consumer; also the sink that the plug-in sees.
final class EmissionQueue: @unchecked Sendable {
    private static let capacity = 16

    let call: CallState
    private let isStream: Bool
    private let plugin: String
    private let stallLimit: Duration?
    private let monitor = Monitor()
    private let memory: UnsafeMutableRawPointer
    private let decoder: ABI.Decoder

    // Guarded by the monitor.
    private var waiting = Waiting()
    private var emitCount = 0
    private var wasToldToStop = false
    private var isAbandoned = false
    private var isStalled = false
    private var outcome: Result<Void, FlavorError>?
    private var fault: FlavorError?

    init(call: CallState, isStream: Bool, plugin: String, stallLimit: Duration?, decoder: ABI.Decoder) {
        self.call = call
        self.isStream = isStream
        self.plugin = plugin
        self.stallLimit = stallLimit
        self.decoder = decoder
        memory = RawBlock.allocate(byteCount: flavor_sink_size())
    }

    deinit { RawBlock.deallocate(memory) }

    // MARK: The plug-in's side

    /// The header's view of this queue, valid while this object lives.
    func makeSink() -> UnsafePointer<flavor_sink> {
        flavor_sink_make(
            memory, Unmanaged.passUnretained(self).toOpaque(),
            Int32(isStream ? FLAVOR_SINK_STREAM : FLAVOR_SINK_UNARY)
        ) { sink, value, info in
            guard let context = flavor_sink_context(sink) else { return Int32(FLAVOR_EMIT_STOP) }
            let queue = Unmanaged<EmissionQueue>.fromOpaque(context).takeUnretainedValue()
            return Int32(queue.emit(value, info) ? FLAVOR_EMIT_CONTINUE : FLAVOR_EMIT_STOP)
        }
    }

    /// Takes a result from the plug-in; false tells it to stop.
    private func emit(_ value: UnsafePointer<flavor_value>, _ info: UnsafePointer<flavor_value>?) -> Bool {
        let decoded = Result { () throws(FlavorError) in
            Prediction(value: try decoder.decode(value), info: try decodeInfo(info))
        }
        return call.withStopHandler({ [monitor] in monitor.locked { monitor.wakeAll() } }) {
            monitor.locked {
                let goesOn = accept(decoded)
                if !goesOn { wasToldToStop = true }
                return goesOn
            }
        }
    }

    private func decodeInfo(_ info: UnsafePointer<flavor_value>?) throws(FlavorError) -> ValueMap {
        guard let info else { return ValueMap() }
        switch try decoder.decode(info) {
        case .null: return ValueMap()
        case .map(let map): return map
        case let other:
            throw FlavorError(.internal, "the info of an emit is a \(other.kindName), expected a map or null")
        }
    }

    /// With the lock held: checks the contract, waits for room, and queues.
    private func accept(_ decoded: Result<Prediction, FlavorError>) -> Bool {
        if wasToldToStop {
            // After a cancellation the caller's own error tells more.
            if !call.shouldStop && !isAbandoned { blame("emitted after it was told to stop") }
            return false
        }
        emitCount += 1
        if !isStream && emitCount > 1 {
            blame("emitted \(emitCount) results where one was asked for")
            return false
        }
        let stallTime = stallLimit.map(MonotonicClock.time(after:))
        while waiting.count >= Self.capacity && !isAbandoned && !call.shouldStop {
            if let stallTime, MonotonicClock.now >= stallTime {
                isStalled = true
                return false
            }
            monitor.wait(until: [call.deadline, stallTime].compactMap(\.self).min())
        }
        if isAbandoned || call.shouldStop { return false }
        switch decoded {
        case .success(let prediction):
            waiting.append(prediction)
            monitor.wakeAll()
            return true
        case .failure(let error):
            blame("emitted a value that breaks the contract: \(error.message)")
            return false
        }
    }

    private func blame(_ what: String) {
        if fault == nil { fault = FlavorError(.internal, "plug-in \"\(plugin)\" \(what)") }
    }

    /// Ends the queue with what the plug-in's function returned.
    func finish(_ result: Result<Void, FlavorError>) {
        monitor.locked {
            if let fault {
                outcome = .failure(fault)
            } else if isStalled {
                // Whatever the plug-in returned: what it did not emit is missing.
                outcome = .failure(
                    FlavorError(
                        .aborted,
                        "the stream of plug-in \"\(plugin)\" was cut off: its consumer took no result for too long"))
            } else if case .success = result, call.shouldStop, !isAbandoned {
                outcome = .failure(call.stopError)
            } else if case .success = result, !isStream, emitCount == 0 {
                outcome = .failure(
                    FlavorError(.internal, "plug-in \"\(plugin)\" said it was done but emitted no result"))
            } else {
                outcome = result
            }
            monitor.wakeAll()
        }
    }

    // MARK: The consumer's side

    func next() throws(FlavorError) -> Prediction? {
        let result = call.withStopHandler({ [monitor] in monitor.locked { monitor.wakeAll() } }) { nextWhenThere() }
        return try result.get()
    }

    private func nextWhenThere() -> Result<Prediction?, FlavorError> {
        monitor.locked {
            var giveUpTime: Int64?
            while true {
                // A unary result counts only once the plug-in has returned: until then it may still break the contract.
                if !waiting.isEmpty, isStream || outcome != nil {
                    if case .failure(let error)? = outcome, !isStream { return .failure(error) }
                    let prediction = waiting.removeFirst()
                    monitor.wakeAll()
                    return .success(prediction)
                }
                switch outcome {
                case .success?: return .success(nil)
                case .failure(let error)?: return .failure(error)
                case nil: break
                }
                if call.shouldStop {
                    let limit = giveUpTime ?? MonotonicClock.now + CallState.graceAfterStop
                    giveUpTime = limit
                    if MonotonicClock.now >= limit { return .failure(call.stopError) }
                    monitor.wait(until: limit)
                } else {
                    monitor.wait(until: call.deadline)
                }
            }
        }
    }

    /// The consumer is gone.
    func abandon() {
        monitor.locked {
            isAbandoned = true
            waiting = Waiting()
            monitor.wakeAll()
        }
        // The handlers take the monitor's lock themselves.
        call.abandon()
    }
}
