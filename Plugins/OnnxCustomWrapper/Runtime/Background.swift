import FlavorKit
import Glibc

/// Work on a thread of its own, whose outcome is waited for once, or abandoned.
final class Background<Output: Sendable>: @unchecked Sendable {
    private var thread = pthread_t()
    private let body: @Sendable () throws(FlavorError) -> Output
    /// Written by the thread before it ends, read after that.
    private var outcome: Result<Output, FlavorError>?

    /// As much as a call's own thread has.
    private static var stackSize: Int { 8 << 20 }

    /// Starts the work.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when the system gives no thread.
    init(_ body: @escaping @Sendable () throws(FlavorError) -> Output) throws(FlavorError) {
        self.body = body
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        defer { pthread_attr_destroy(&attributes) }
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<AnyWork>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(AnyWork(run: { self.run() })).toOpaque())
        guard status == 0 else {
            throw FlavorError(
                .resourceExhausted, "the system gives no further thread: \(String(cString: strerror(status)))")
        }
    }

    private func run() {
        let body = body
        outcome = Result { () throws(FlavorError) in try body() }
    }

    /// Leaves the work to itself; in place of `wait`.
    func abandon() { pthread_detach(thread) }

    /// Waits for the work's end; to be called once.
    func wait() throws(FlavorError) -> Output {
        pthread_join(thread, nil)
        guard let outcome else { throw FlavorError(.internal, "work in the background ended without an outcome") }
        return try outcome.get()
    }
}

/// Work without its type, for the system's call.
private final class AnyWork {
    let run: () -> Void

    init(run: @escaping () -> Void) { self.run = run }
}
