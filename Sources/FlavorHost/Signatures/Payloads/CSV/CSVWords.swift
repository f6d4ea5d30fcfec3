/// Short texts as they were made of bytes, kept so that one that comes again is not made again.
///
/// Columns of text mostly repeat a few, and what is short enough is in a string itself.
final class CSVWords {
    private let words = UnsafeMutablePointer<Word>.allocate(capacity: wordCount)

    private struct Word {
        /// The bytes, filled up with zeros, which no text has.
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var text = ""
    }

    private static let wordCount = 256
    /// The longest text that is kept.
    private static let longest = 15

    init() { words.initialize(repeating: Word(), count: Self.wordCount) }

    deinit {
        words.deinitialize(count: Self.wordCount)
        words.deallocate()
    }

    /// Bytes without zeros as text.
    @inline(__always)
    func text(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.count <= Self.longest else { return String(decoding: bytes, as: UTF8.self) }
        let (head, tail) = Self.key(bytes)
        return text(bytes, head, tail)
    }

    /// At most 15 bytes without zeros as text.
    ///
    /// - Parameters:
    ///   - head: The first eight of them as a number, filled up with zeros.
    ///   - tail: The others.
    @inline(__always)
    func text(_ bytes: UnsafeRawBufferPointer, _ head: UInt64, _ tail: UInt64) -> String {
        // The product's highest bits depend on every byte; they choose the word's only place.
        let hash = (head &* 0x9E37_79B9_7F4A_7C15) ^ (tail &* 0xC2B2_AE3D_27D4_EB4F)
        let word = words + Int(hash >> 56)
        if word.pointee.head != head || word.pointee.tail != tail {
            word.pointee = Word(head: head, tail: tail, text: String(decoding: bytes, as: UTF8.self))
        }
        return word.pointee.text
    }

    /// The bytes as two numbers.
    @inline(__always)
    private static func key(_ bytes: UnsafeRawBufferPointer) -> (head: UInt64, tail: UInt64) {
        let count = bytes.count
        // Reads that overlap reach all bytes and none outside.
        func load<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Number.Type) -> UInt64 {
            UInt64(Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
        }
        if count >= 8 { return (load(0, as: UInt64.self), load(count - 8, as: UInt64.self) >> UInt64(128 - count * 8)) }
        if count >= 4 {
            return (load(0, as: UInt32.self) | load(count - 4, as: UInt32.self) << UInt64(count * 8 - 32), 0)
        }
        return (bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }, 0)
    }
}
