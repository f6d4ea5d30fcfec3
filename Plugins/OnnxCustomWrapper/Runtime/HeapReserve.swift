import COnnxRuntime
import FlavorKit
import Glibc

/// Room on a thread's heap for what a native library is about to allocate in small pieces.
final class HeapReserve: @unchecked Sendable {
    private enum State {
        case untouched, grown, filling, filled, ended
    }

    private let byteCount: Int
    private let monitor = Monitor()
    /// Guarded by the monitor, as is the block.
    private var state = State.untouched
    private var block: UnsafeMutableRawPointer?

    /// - Parameter byteCount: As much as is needed in all likelihood: it takes memory for a moment, whether it is needed or not.
    init(byteCount: Int) { self.byteCount = byteCount }

    /// Takes the room on the calling thread's heap, once.
    func grow() {
        monitor.locked {
            guard state == .untouched else { return }
            block = onnx_heap_grow(byteCount)
            state = block == nil ? .ended : .grown
            monitor.wakeAll()
        }
    }

    /// Brings the room's memory in, unless somebody does; on any thread, as soon as the room is taken or given up.
    func fill() {
        let block = monitor.locked { () -> UnsafeMutableRawPointer? in
            while state == .untouched { monitor.wait() }
            guard state == .grown else { return nil }
            state = .filling
            return self.block
        }
        guard let block else { return }
        onnx_heap_fill(block, byteCount)
        monitor.locked {
            state = .filled
            monitor.wakeAll()
        }
    }

    /// Leaves the room, filled, to the thread that has taken it; on that thread.
    ///
    /// A room that was not taken is given up.
    func end() {
        monitor.locked {
            guard state == .untouched else { return }
            state = .ended
            monitor.wakeAll()
        }
        fill()
        let block = monitor.locked {
            while state == .filling { monitor.wait() }
            state = .ended
            defer { self.block = nil }
            return self.block
        }
        free(block)
    }
}
