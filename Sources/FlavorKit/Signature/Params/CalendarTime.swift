/// A date, or a date and a time of day, as numpy reads ISO 8601.
package struct CalendarTime: Hashable {
    var year: Int
    var month = 1
    var day = 1
    /// The time of day; nil for a date alone.
    var time: TimeOfDay?

    struct TimeOfDay: Hashable {
        var hour: Int
        var minute = 0
        var second = 0
        var microsecond = 0
    }

    /// Reads a text such as `2024`, `2024-05`, `2024-05-06` and `2024-05-06T07:08:09.123456+01:00`.
    ///
    /// A time zone is applied and dropped. Nil for any other text, for nanoseconds, and outside the years 1 to 9999.
    /// `now` and `today`, which numpy takes, would not be the same twice and are no times here.
    package init?(_ text: String) {
        var scanner = Scanner(text)
        scanner.skipWhitespace()
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        guard let year = scanner.number(digits: 1...9) else { return nil }
        self.year = isNegative ? -year : year
        if scanner.take("-") {
            guard let month = scanner.number(digits: 2...2), 1...12 ~= month else { return nil }
            self.month = month
            if scanner.take("-") {
                guard let day = scanner.number(digits: 2...2), 1...Self.length(month, of: self.year) ~= day else {
                    return nil
                }
                self.day = day
                if scanner.take("T") || scanner.take(" ") {
                    guard let (time, offset) = scanner.timeOfDay() else { return nil }
                    self.time = time
                    add(minutes: -offset)
                    scanner.skipWhitespace()
                }
            }
        }
        guard scanner.isAtEnd, 1...9999 ~= self.year else { return nil }
    }

    /// Moves the time by less than a day.
    private mutating func add(minutes: Int) {
        guard let time else { return }
        let total = time.hour * 60 + time.minute + minutes
        let inDay = (total + 1440) % 1440
        self.time?.hour = inDay / 60
        self.time?.minute = inDay % 60
        if total < 0 { moveToPreviousDay() }
        if total >= 1440 { moveToNextDay() }
    }

    private mutating func moveToPreviousDay() {
        day -= 1
        guard day == 0 else { return }
        (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
        day = Self.length(month, of: year)
    }

    private mutating func moveToNextDay() {
        day += 1
        guard day > Self.length(month, of: year) else { return }
        day = 1
        (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }

    /// The number of days in a month, 1 to 12.
    private static func length(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

// MARK: Writing

extension CalendarTime {
    /// The nanoseconds since 1970-01-01T00:00:00; nil when 64 bits do not reach so far.
    package var nanoseconds: Int64? {
        // Days are counted in eras of 400 years that begin in March, so that leap days come last.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let yearOfEra = shifted - era * 400
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let clock = time ?? TimeOfDay(hour: 0)
        let seconds = days * 86400 + clock.hour * 3600 + clock.minute * 60 + clock.second
        // The fraction may bring back within reach what whole seconds miss.
        return Int64(exactly: (Int128(seconds) * 1_000_000 + Int128(clock.microsecond)) * 1000)
    }

    /// The time as Python's `isoformat` gives it.
    package var isoText: String { text(separator: "T") }

    /// The time as Python's `str` gives it.
    var pythonText: String { text(separator: " ") }

    private func text(separator: String) -> String {
        let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
        guard let time else { return date }
        let fraction = time.microsecond == 0 ? "" : "." + Self.pad(time.microsecond, 6)
        let clock = [time.hour, time.minute, time.second].map { Self.pad($0, 2) }.joined(separator: ":")
        return date + separator + clock + fraction
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The time as Python's `repr` gives it, which leaves out zeros at the end of the time of day.
    var pythonRepr: String {
        guard let time else { return "datetime.date(\(year), \(month), \(day))" }
        var fields = [year, month, day, time.hour, time.minute]
        if time.second != 0 || time.microsecond != 0 { fields.append(time.second) }
        if time.microsecond != 0 { fields.append(time.microsecond) }
        return "datetime.datetime(" + fields.map(String.init).joined(separator: ", ") + ")"
    }
}

// MARK: Reading

/// A place in a text.
private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skipWhitespace() {
        rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private var startsWithDigit: Bool { rest.first.map { (0x30...0x39).contains($0) } ?? false }

    /// Reads a number of so many digits.
    mutating func number(digits: ClosedRange<Int>) -> Int? {
        let run = rest.prefix(digits.upperBound).prefix { (0x30...0x39).contains($0) }
        guard run.count >= digits.lowerBound, let number = Int(Substring(run)) else { return nil }
        rest = rest.dropFirst(run.count)
        return number
    }

    /// Reads a time of day and how many minutes its zone is ahead.
    mutating func timeOfDay() -> (CalendarTime.TimeOfDay, offset: Int)? {
        guard let hour = number(digits: 2...2), hour < 24 else { return nil }
        var time = CalendarTime.TimeOfDay(hour: hour)
        if take(":") {
            guard let minute = number(digits: 2...2), minute < 60 else { return nil }
            time.minute = minute
            if take(":") {
                guard let second = number(digits: 2...2), second < 60 else { return nil }
                time.second = second
                if take("."), startsWithDigit {
                    guard let microsecond = fraction() else { return nil }
                    time.microsecond = microsecond
                }
            }
        }
        return offset().map { (time, $0) }
    }

    /// Reads one to six digits as microseconds.
    private mutating func fraction() -> Int? {
        let before = rest.count
        guard let number = number(digits: 1...6) else { return nil }
        return (before - rest.count..<6).reduce(number) { value, _ in value * 10 }
    }

    /// Reads a time zone, which may be missing, as the minutes it is ahead.
    private mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+") else { return 0 }
        guard let hours = number(digits: 2...2), hours < 24 else { return nil }
        var minutes = 0
        if take(":") || startsWithDigit {
            guard let number = number(digits: 2...2), number < 60 else { return nil }
            minutes = number
        }
        return (hours * 60 + minutes) * (isNegative ? -1 : 1)
    }
}
