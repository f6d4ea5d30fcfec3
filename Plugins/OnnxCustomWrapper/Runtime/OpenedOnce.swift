import FlavorKit

/// Something of which the process has one: the first who asks opens it, who asks meanwhile sleeps until it is there.
///
/// A `Mutex` would not let them sleep: who waits for one keeps a processor busy as long as its holder works on another, and
/// opening takes long enough for the rest of a load to miss it.
final class OpenedOnce<Value: Sendable>: @unchecked Sendable {
    private enum State {
        case closed, opening
        case open(Value)
    }

    private let monitor = Monitor()
    /// Guarded by the monitor.
    private var state = State.closed

    /// What is open, or what is opened now.
    ///
    /// - Throws: What opening throws; whoever asks next tries again.
    func value(opening open: () throws(FlavorError) -> Value) throws(FlavorError) -> Value {
        if let value = begin() { return value }
        do throws(FlavorError) {
            let value = try open()
            end(.open(value))
            return value
        } catch {
            end(.closed)
            throw error
        }
    }

    /// Whether it is open or being opened.
    var isBegun: Bool {
        monitor.locked {
            if case .closed = state { return false }
            return true
        }
    }

    /// Waits for whoever is opening.
    func settle() {
        monitor.locked {
            while case .opening = state { monitor.wait() }
        }
    }

    /// What is open; nil when it is the caller's to open it.
    private func begin() -> Value? {
        monitor.locked {
            while true {
                switch state {
                case .open(let value): return value
                case .opening: monitor.wait()
                case .closed:
                    state = .opening
                    return nil
                }
            }
        }
    }

    private func end(_ state: State) {
        monitor.locked {
            self.state = state
            monitor.wakeAll()
        }
    }
}
