/// Dates as Python's `isoformat` writes them.
enum ISO8601 {
    /// The text of a time in nanoseconds since 1970-01-01T00:00:00: microseconds only where there are some.
    static func text(nanoseconds: Int64) -> String {
        let perDay: Int64 = 86_400_000_000_000
        let isBefore = nanoseconds % perDay < 0
        let day = nanoseconds / perDay - (isBefore ? 1 : 0)
        let rest = nanoseconds % perDay + (isBefore ? perDay : 0)
        let (year, month, dayOfMonth) = civil(day)
        let seconds = rest / 1_000_000_000
        let microseconds = rest % 1_000_000_000 / 1000
        let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2))"
        let time = "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
        return date + "T" + time + (microseconds == 0 ? "" : "." + pad(microseconds, 6))
    }

    /// The Gregorian date of a day counted from 1970-01-01, by counting eras of 400 years that begin in March.
    private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
