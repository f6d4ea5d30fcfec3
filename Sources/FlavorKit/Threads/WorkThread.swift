import Glibc

/// Threads for work that may block, with a stack of 8 MB whatever the caller's thread has.
package enum WorkThread {
    package static let stackSize = 8 << 20

    /// Starts a body on a thread of its own, which ends with it.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when the system gives no thread.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(FlavorError) {
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
