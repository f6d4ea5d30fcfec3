import FlavorKit

/// Dates and times in ISO 8601, down to nanoseconds.
enum TimeText {
    /// The nanoseconds since 1970-01-01T00:00:00; nil for other text and for times that 64 bits do not reach.
    ///
    /// - Parameter allowsZone: Whether a time zone is applied and dropped; where not, text with one is refused.
    static func nanoseconds(_ text: String, allowsZone: Bool) -> Int64? {
        if !allowsZone, hasZone(text) { return nil }
        let (coarse, extra) = splitNanoseconds(text)
        guard let time = CalendarTime(coarse), let nanoseconds = time.nanoseconds else { return nil }
        let (sum, overflow) = nanoseconds.addingReportingOverflow(extra)
        return overflow ? nil : sum
    }

    /// Whether text is numpy's word for no time.
    static func isNone(_ text: String) -> Bool { text.isEmpty || text.utf8.count == 3 && text.lowercased() == "nat" }

    /// Whether a time zone stands after the time of day.
    private static func hasZone(_ text: String) -> Bool {
        guard let separator = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: " ") }) else {
            return text.utf8.last == UInt8(ascii: "Z")
        }
        return text.utf8[separator...].contains { byte in
            byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        }
    }

    /// The text with at most six digits of a second, and what the seventh to ninth say.
    private static func splitNanoseconds(_ text: String) -> (String, Int64) {
        let bytes = Array(text.utf8)
        guard let point = bytes.lastIndex(of: UInt8(ascii: ".")) else { return (text, 0) }
        let digits = bytes[(point + 1)...].prefix { (0x30...0x39).contains($0) }
        guard (7...9).contains(digits.count) else { return (text, 0) }
        let fine = Array(digits.dropFirst(6)) + [UInt8](repeating: 0x30, count: 9 - digits.count)
        let kept = Array(bytes[...(point + 6)]) + Array(bytes[(point + 1 + digits.count)...])
        return (
            String(decoding: kept, as: UTF8.self), Int64(String(decoding: fine, as: UTF8.self)) ?? 0
        )
    }
}
