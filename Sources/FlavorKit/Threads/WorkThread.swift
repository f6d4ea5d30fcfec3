import CThreads
import Glibc

/// Threads for work that may block, with a stack of 8 MB whatever the caller's thread has.
package enum WorkThread {
    package static let stackSize = 8 << 20

    /// Where a thread begins; the system moves it later as it likes.
    package enum Place {
        /// Where the system puts it.
        case anywhere
        /// On the caller's processor, for work that the caller waits for.
        case here
        /// On another processor, for work beside the caller's.
        ///
        /// Left to itself the system puts a thread behind the one that made it as often as not, and leaves it there for
        /// milliseconds, however idle the other processors are.
        case apart
    }

    /// Starts a body on a thread of its own, which ends with it.
    ///
    /// - Throws: `FlavorError` with `resourceExhausted` when the system gives no thread.
    package static func start(
        at place: Place = .anywhere, _ body: @escaping @Sendable () -> Void
    ) throws(FlavorError) {
        let number =
            switch place {
            case .anywhere: WORK_THREAD_ANYWHERE
            case .here: WORK_THREAD_HERE
            case .apart: WORK_THREAD_APART
            }
        let box = Unmanaged.passRetained(Box(body: body))
        let status = work_thread_start(
            Int32(number), stackSize,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
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
