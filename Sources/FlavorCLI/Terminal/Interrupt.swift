import FlavorHost
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first one cancels the running call, the second one ends the process.
enum Interrupt {
    /// Pulled by the first signal; calls of this process are made with it.
    static let cancellation = Cancellation()

    /// Whether a signal came.
    static var wasPulled: Bool { cancellation.isCancelled }

    private static let handler = Mutex<(@Sendable (CInt) -> Bool)?>(nil)

    /// Has signals do something else.
    ///
    /// - Parameter handler: Gets the signal and returns whether that was all there is to do; nil for none.
    static func handle(with handler: (@Sendable (CInt) -> Bool)?) { Self.handler.withLock { $0 = handler } }

    /// Has a thread of its own wait for the signals, so that what they do is not bound by the rules of signal handlers.
    static func start() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGINT)
                sigaddset(&signals, SIGTERM)
                while true {
                    var number: Int32 = 0
                    guard sigwait(&signals, &number) == 0 else { continue }
                    if let handler = Interrupt.handler.withLock({ $0 }), handler(number) { continue }
                    if Interrupt.wasPulled { _exit(128 + number) }
                    Interrupt.cancellation.cancel()
                }
            }, nil)
    }
}
