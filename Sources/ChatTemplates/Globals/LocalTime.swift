import Glibc

/// A time on the clock of the place where the template is rendered, which `strftime_now` tells.
public struct LocalTime: Sendable {
    /// The year.
    public var year: Int
    /// The month, from 1.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int
    /// The hour.
    public var hour: Int
    /// The minute.
    public var minute: Int
    /// The second.
    public var second: Int
    /// The microsecond.
    public var microsecond: Int

    /// Creates a time.
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// The time now, in the zone of this machine.
    public static func now() -> LocalTime {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        var fields = tm()
        localtime_r(&clock.tv_sec, &fields)
        return LocalTime(
            year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday),
            hour: Int(fields.tm_hour), minute: Int(fields.tm_min), second: Int(fields.tm_sec),
            microsecond: clock.tv_nsec / 1000)
    }

    /// The time in a format of `strftime`, as Python's `datetime` without a zone writes it.
    func formatted(_ format: String) throws(Failure) -> String {
        guard !format.utf8.contains(0) else { throw Failure(.operation, "embedded null character") }
        var fields = tm()
        fields.tm_year = Int32(clamping: year - 1900)
        fields.tm_mon = Int32(clamping: month - 1)
        fields.tm_mday = Int32(clamping: day)
        fields.tm_hour = Int32(clamping: hour)
        fields.tm_min = Int32(clamping: minute)
        fields.tm_sec = Int32(clamping: second)
        var calendar = fields
        _ = timegm(&calendar)
        fields.tm_wday = calendar.tm_wday
        fields.tm_yday = calendar.tm_yday
        fields.tm_isdst = -1
        // The trailing mark tells an empty text from too small a buffer.
        let prepared = Self.withoutZone(format, microsecond: microsecond) + "|"
        var size = 256
        while size <= 1 << 24 {
            var buffer = [CChar](repeating: 0, count: size)
            let count = strftime(&buffer, size, prepared, &fields)
            if count > 0 {
                return String(decoding: buffer.prefix(count - 1).map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
            size *= 4
        }
        throw Failure(.limit, "strftime_now() makes too long a text")
    }

    /// The format with microseconds filled in, and without the zone that a time without zone does not have.
    private static func withoutZone(_ format: String, microsecond: Int) -> String {
        var result = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard let letter = scalars.next() else { return result + "%" }
            switch letter {
            case "z", "Z": break
            case "f":
                let digits = String(microsecond)
                result += String(repeating: "0", count: max(6 - digits.utf8.count, 0)) + digits
            default: result += "%\(letter)"
            }
        }
        return result
    }
}
