import FlavorKit
import Glibc

/// Memory for float32 numbers that are zero at first, aligned to a page, and takes no space before it is touched.
final class FloatBuffer {
    /// The first number.
    let start: UnsafeMutablePointer<Float>
    /// How many numbers there are.
    let count: Int

    /// Reserves memory.
    ///
    /// - Parameters:
    ///   - count: How many numbers; nil stands for a count that overflows.
    ///   - purpose: What they are for, as the error message says it.
    /// - Throws: `FlavorError` (`resourceExhausted`) when the machine has no such memory.
    init(count: Int?, for purpose: @autoclosure () -> String) throws(FlavorError) {
        let most = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
        let largest = most.overflow ? Int.max : most.partialValue
        guard let count, count <= largest / MemoryLayout<Float>.stride,
            let address = mmap(
                nil, max(count, 1) * MemoryLayout<Float>.stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0), address != MAP_FAILED
        else {
            let size = count.map { "\($0 / 262_144) MiB" } ?? "more bytes than can be counted"
            throw FlavorError(
                .resourceExhausted,
                "\(purpose()) needs \(size), and the machine has \(largest >> 20) MiB: use a shorter text or a smaller model"
            )
        }
        start = address.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit {
        munmap(start, max(count, 1) * MemoryLayout<Float>.stride)
    }
}
