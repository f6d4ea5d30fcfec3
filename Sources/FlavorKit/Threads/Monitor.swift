import Glibc

/// A lock with a condition to wait for, on the monotonic clock.
package final class Monitor: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    /// Both lie in it.
    private let block: UnsafeMutableRawPointer

    /// Where the condition lies in the block, as aligned as both need to be.
    private static let conditionOffset = (MemoryLayout<pthread_mutex_t>.size + 15) & ~15

    private nonisolated(unsafe) static let attributes: UnsafeMutablePointer<pthread_condattr_t> = {
        let attributes = UnsafeMutablePointer<pthread_condattr_t>.allocate(capacity: 1)
        pthread_condattr_init(attributes)
        pthread_condattr_setclock(attributes, CLOCK_MONOTONIC)
        return attributes
    }()

    package init() {
        block = RawBlock.allocate(byteCount: Self.conditionOffset + MemoryLayout<pthread_cond_t>.size)
        mutex = block.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        condition = (block + Self.conditionOffset).bindMemory(to: pthread_cond_t.self, capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, Self.attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        RawBlock.deallocate(block)
    }

    /// Runs a body with the lock held.
    package func locked<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Wakes everyone who waits.
    ///
    /// Called with the lock held or not.
    package func wakeAll() { pthread_cond_broadcast(condition) }

    /// Waits, with the lock held, for a wake or until a time in monotonic nanoseconds; may also return early.
    package func wait(until time: Int64? = nil) {
        guard let time else {
            pthread_cond_wait(condition, mutex)
            return
        }
        var limit = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
        pthread_cond_timedwait(condition, mutex, &limit)
    }
}
