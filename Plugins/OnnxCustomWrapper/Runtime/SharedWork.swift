import FlavorKit

/// Work that several threads may do and that is done once, by the first of them that is free.
final class SharedWork<Output: Sendable>: @unchecked Sendable {
    private enum State {
        case untouched, begun
        case done(Result<Output, FlavorError>)
    }

    private let body: @Sendable () throws(FlavorError) -> Output
    private let monitor = Monitor()
    /// Guarded by the monitor.
    private var state = State.untouched

    init(_ body: @escaping @Sendable () throws(FlavorError) -> Output) { self.body = body }

    /// Does the work, unless somebody has begun it.
    func run() {
        let isMine = monitor.locked {
            guard case .untouched = state else { return false }
            state = .begun
            return true
        }
        guard isMine else { return }
        let result = Result { () throws(FlavorError) in try body() }
        monitor.locked {
            state = .done(result)
            monitor.wakeAll()
        }
    }

    /// What came of the work, which is done now or waited for.
    func value() throws(FlavorError) -> Output {
        run()
        let result: Result<Output, FlavorError> = monitor.locked {
            while true {
                if case .done(let result) = state { return result }
                monitor.wait()
            }
        }
        return try result.get()
    }
}
