import Synchronization

/// A switch that ends work early.
///
/// It can be shared by several calls and is pulled at most once.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let handlers = Mutex(Handlers())

    private struct Handlers {
        var nextToken: UInt64 = 1
        var waiting: [UInt64: @Sendable () -> Void] = [:]
    }

    /// Creates a switch that is not pulled.
    public init() {}

    /// Whether `cancel` was called.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Asks the work to end; runs the handlers that wait for this.
    public func cancel() {
        flag.store(true, ordering: .sequentiallyConsistent)
        // Handlers run under the lock, so that after `remove` returns none does.
        handlers.withLock { handlers in
            for handler in handlers.waiting.values { handler() }
            handlers.waiting = [:]
        }
    }

    /// Has a handler called at the cancellation, at once if that has been.
    ///
    /// - Parameter handler: May not block, and may not call `remove`.
    /// - Returns: What `remove` takes.
    func add(_ handler: @escaping @Sendable () -> Void) -> UInt64 {
        handlers.withLock { handlers in
            let token = handlers.nextToken
            handlers.nextToken += 1
            if isCancelled { handler() } else { handlers.waiting[token] = handler }
            return token
        }
    }

    /// Takes a handler back; when this returns it does not run and will not.
    func remove(_ token: UInt64) {
        handlers.withLock { _ = $0.waiting.removeValue(forKey: token) }
    }
}
