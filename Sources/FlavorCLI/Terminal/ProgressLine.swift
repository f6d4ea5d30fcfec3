import Synchronization

/// One line on a terminal that tells how far the work is; nothing elsewhere.
final class ProgressLine: Sendable {
    private let last = Mutex("")

    /// What a call's options take.
    func show(_ done: UInt64, _ total: UInt64, _ stage: String) {
        guard StandardError.isTerminal else { return }
        let share = total > 0 ? " \(min(100, done / max(1, total / 100)))%" : ""
        let line = stage + share
        last.withLock { last in
            guard line != last else { return }
            last = line
            StandardError.write("\r\u{1B}[K\(line)")
        }
    }

    /// Clears the line.
    func end() {
        last.withLock { last in
            if !last.isEmpty { StandardError.write("\r\u{1B}[K") }
            last = ""
        }
    }
}
