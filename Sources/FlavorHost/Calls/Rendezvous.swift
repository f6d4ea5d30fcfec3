import FlavorKit

/// Waiting for work that runs on a call thread.
enum Rendezvous {
    /// Runs a body on a call thread and waits for what it gives; gives up a second after the call was to stop.
    static func run<Output: Sendable>(
        _ call: CallState, _ body: @escaping @Sendable () throws(FlavorError) -> Output
    ) throws(FlavorError) -> Output {
        let place = Place<Output>()
        let token = call.addStopHandler { place.monitor.locked { place.monitor.wakeAll() } }
        defer { call.removeStopHandler(token) }
        try WorkThread.start(at: .here) {
            let result = Result { () throws(FlavorError) in try body() }
            place.monitor.locked {
                place.result = result
                place.monitor.wakeAll()
            }
        }
        let result: Result<Output, FlavorError> = place.monitor.locked {
            var giveUpTime: Int64?
            while true {
                if let result = place.result { return result }
                if call.shouldStop {
                    let limit = giveUpTime ?? MonotonicClock.now + CallState.graceAfterStop
                    giveUpTime = limit
                    if MonotonicClock.now >= limit { return .failure(call.stopError) }
                    place.monitor.wait(until: limit)
                } else {
                    place.monitor.wait(until: call.deadline)
                }
            }
        }
        return try result.get()
    }

    private final class Place<Output: Sendable>: @unchecked Sendable {
        let monitor = Monitor()
        /// Guarded by the monitor.
        var result: Result<Output, FlavorError>?
    }
}
