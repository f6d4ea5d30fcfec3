/// A date, with or without a time, as Python prints it.
///
/// PyYAML turns unquoted timestamps into Python's dates; MLflow turns that of `utc_time_created` back into text.
struct YAMLTimestamp: CustomStringConvertible {
    let description: String

    /// Reads what the resolver takes for a timestamp; nil when there is no such day or time.
    init?(_ text: String) {
        var fields = Fields(text)
        guard let year = fields.number(), let month = fields.number(), let day = fields.number() else { return nil }
        guard year >= 1, 1...12 ~= month, 1...Self.days(in: month, of: year) ~= day else { return nil }
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        guard let hour = fields.number() else {
            description = date
            return
        }
        guard let minute = fields.number(), let second = fields.number() else { return nil }
        guard hour < 24, minute < 60, second < 60 else { return nil }
        var time = "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
        let fraction = fields.fraction()
        if fraction.contains(where: { $0 != "0" }) { time += ".\(fraction)" }
        guard let zone = fields.zone() else { return nil }
        description = "\(date) \(time)\(zone)"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The digits of a timestamp, group by group.
    private struct Fields {
        private var rest: Substring

        init(_ text: String) { rest = text[...] }

        private static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character }

        /// Takes the next group of digits, whatever stands in front of it.
        mutating func number() -> Int? {
            rest = rest.drop { !Self.isDigit($0) }
            let digits = rest.prefix(while: Self.isDigit)
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }

        /// Takes the fraction of the second in microseconds, cut and filled up to six digits; empty when there is none.
        mutating func fraction() -> String {
            guard rest.first == "." else { return "" }
            rest = rest.dropFirst()
            let digits = rest.prefix(while: Self.isDigit)
            rest = rest.dropFirst(digits.count)
            return String(digits.prefix(6)) + String(repeating: "0", count: max(0, 6 - digits.count))
        }

        /// Takes the zone as Python prints it; empty when there is none, nil when it is no zone.
        mutating func zone() -> String? {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let sign = rest.first else { return "" }
            guard sign != "Z" else { return "+00:00" }
            guard let hours = number(), hours < 24 else { return nil }
            let minutes = number() ?? 0
            // Python keeps an offset as hours and minutes, and a negative zero as a positive one.
            guard minutes < 60 || hours < 23 else { return nil }
            let total = hours * 60 + minutes
            let shown = total == 0 ? "+" : String(sign)
            return "\(shown)\(YAMLTimestamp.padded(total / 60, 2)):\(YAMLTimestamp.padded(total % 60, 2))"
        }
    }
}
