import CThreads
import FlavorKit

/// The threads that plug-ins run on: the host's own, and a caller's that has as much stack.
enum CallThread {
    /// Whether the calling thread has the stack of one of the host's own, but for what its own work has used.
    static var callerHasRoom: Bool { caller_stack_left() >= WorkThread.stackSize - (1 << 20) }
}
