import Glibc

/// The clock that deadlines are on.
enum MonotonicClock {
    /// Nanoseconds since some fixed point, not counting changes of the wall clock.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The time a duration from now, as far as the clock reaches.
    static func time(after duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let time = now.addingReportingOverflow(nanoseconds.partialValue)
        if nanoseconds.overflow || time.overflow { return seconds < 0 ? 0 : Int64.max - 1 }
        return min(max(time.partialValue, 0), Int64.max - 1_000_000_001) + attoseconds / 1_000_000_000
    }
}
