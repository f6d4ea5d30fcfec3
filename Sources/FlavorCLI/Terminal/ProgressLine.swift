import Synchronization

/// One line on a terminal that tells how far the work is; nothing elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var line = ""
        var stage = ""
        var start = ContinuousClock.now
    }

    private let state = Mutex(State())

    private static let mostCharacters = 40

    /// What a call's options take.
    func show(_ done: UInt64, _ total: UInt64, _ stage: String) {
        guard StandardError.isTerminal else { return }
        state.withLock { state in
            if stage != state.stage {
                state.stage = stage
                state.start = .now
            }
            let line = Self.line(done, total, stage, after: state.start.duration(to: .now))
            guard line != state.line else { return }
            state.line = line
            StandardError.write("\r\u{1B}[K\(line)")
        }
    }

    /// Clears the line.
    func end() {
        state.withLock { state in
            if !state.line.isEmpty { StandardError.write("\r\u{1B}[K") }
            state = State()
        }
    }

    /// The stage, the share that is done, and of many bytes how fast they go and how long the rest takes.
    static func line(_ done: UInt64, _ total: UInt64, _ stage: String, after time: Duration) -> String {
        // What a flavor calls its work is shown, and not obeyed; a line that wraps could not be cleared.
        let name = stage.printable
        let stage = name.count > mostCharacters ? name.prefix(mostCharacters - 1) + "…" : name
        guard total > 0 else { return stage }
        // Without a product that overflows.
        let percent = total < 100 ? min(done, total) * 100 / total : min(100, done / (total / 100))
        let share = "\(stage) \(percent)%"
        let seconds = time / .seconds(1)
        guard total >= 1 << 20, done > 0, done <= total, seconds >= 0.5 else { return share }
        let rate = Double(done) / seconds
        let left = (Double(total - done) / rate).rounded(.up)
        return "\(share), \(Int((rate / 1e6).rounded())) MB/s, \(Int(min(left, 359_999))) s left"
    }
}
