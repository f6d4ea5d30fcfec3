import CCallerStack
import FlavorKit
import Glibc

/// Threads that plug-ins run on: they may block, and have a stack of 8 MB whatever the caller's thread has.
enum CallThread {
    private static let stackSize = 8 << 20

    /// Whether the calling thread has as much stack, but for what its own work has used.
    static var callerHasRoom: Bool { caller_stack_left() >= stackSize - (1 << 20) }

    /// Starts a body on a thread of its own.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when the system gives no thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws(FlavorError) {
        let box = Unmanaged.passRetained(Box(body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw FlavorError(
                .resourceExhausted, "the system gives no further thread: \(String(cString: strerror(status)))")
        }
    }

    private final class Box {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
