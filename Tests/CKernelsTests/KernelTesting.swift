import CKernels
import Glibc
import Testing

/// One instruction set's functions, as an argument of a test.
struct Kernels: Sendable, CustomTestStringConvertible {
    let name: String
    nonisolated(unsafe) let table: UnsafePointer<kernels_table>

    var testDescription: String { name }

    /// Those that this machine can run.
    static let all: [Kernels] = ["portable", "avx2", "avx512"].compactMap { name in
        kernels_named(name).map { Kernels(name: name, table: $0) }
    }
}

/// Memory that ends where the next byte may not be touched, so that reading or writing too far stops the test.
///
/// What is shorter than a page begins wherever its length has it, seldom aligned.
final class Guarded<Element> {
    let start: UnsafeMutablePointer<Element>
    let count: Int
    private let pages: UnsafeMutableRawPointer
    private let size: Int

    /// - Parameter shift: How many bytes before the forbidden page the memory ends; it may be left unaligned by them.
    init(_ elements: [Element], shift: Int = 0) {
        let page = 4096
        let bytes = elements.count * MemoryLayout<Element>.stride + shift
        size = (bytes + page - 1) / page * page + page
        guard let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            pages != MAP_FAILED, mprotect(pages + size - page, page, PROT_NONE) == 0
        else { preconditionFailure("no memory for a test") }
        self.pages = pages
        count = elements.count
        let address = pages + size - page - bytes
        elements.withUnsafeBytes {
            if let base = $0.baseAddress { address.copyMemory(from: base, byteCount: $0.count) }
        }
        start = address.assumingMemoryBound(to: Element.self)
    }

    deinit { munmap(pages, size) }

    var bytes: UnsafeRawPointer { UnsafeRawPointer(start) }

    var elements: [Element] { (0..<count).map { UnsafeRawPointer(start + $0).loadUnaligned(as: Element.self) } }
}

/// Keeps memory until here; pointers into it do not.
@inline(never)
func keep(_ memory: AnyObject...) {}

/// Repeatable numbers.
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -2...2) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }
}

/// Lengths around every width of a vector and of a block.
let lengths = Array(1...70) + [95, 96, 97, 127, 128, 129, 192, 255, 256, 257, 512, 1000]
