import FlavorHost
import FlavorKit

/// Standard input, line by line.
struct LineReader: ~Copyable {
    private let input: StandardInput
    private var waiting: [UInt8] = []
    private var hasEnded = false

    /// - Parameter cancellation: Ends the waiting for more.
    init(cancellation: Cancellation) throws(FlavorError) { input = try StandardInput(cancellation: cancellation) }

    /// Waits for the next line; nil after the last.
    ///
    /// Damaged UTF-8 is replaced.
    ///
    /// - Throws: `FlavorError` with `cancelled`, or with the system's reason.
    mutating func next() throws(FlavorError) -> String? {
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                let line = waiting[..<end]
                waiting.removeSubrange(...end)
                return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            }
            if hasEnded {
                guard !waiting.isEmpty else { return nil }
                defer { waiting = [] }
                return String(decoding: waiting, as: UTF8.self)
            }
            let more = try input.next()
            hasEnded = more.isEmpty
            waiting += more
        }
    }
}
