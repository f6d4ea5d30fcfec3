/// Writes a text anew from start to end, and says of every byte that it writes what it stands for.
///
/// This is what all changes of texts are made with, so that offsets come out as Hugging Face's `NormalizedString` has them.
struct TextRewriter {
    /// The text as it was.
    private(set) var source: UnsafeBufferPointer<UInt8>
    /// How much of it has been dealt with; at the end or where a scalar begins.
    private(set) var position = 0
    /// One for every byte, or nil where nobody asks for them.
    private var sourceAlignments: UnsafeBufferPointer<Alignment>?
    /// What has been written.
    private(set) var utf8: [UInt8] = []
    /// One for every byte that has been written, or none.
    private(set) var alignments: [Alignment] = []

    /// - Parameters:
    ///   - alignments: One for every byte, or nil where nobody asks for them.
    ///   - capacity: For how many bytes to make room.
    init(
        _ source: UnsafeBufferPointer<UInt8>, alignments: UnsafeBufferPointer<Alignment>?, capacity: Int
    ) {
        self.source = source
        sourceAlignments = alignments
        utf8.reserveCapacity(capacity)
        if alignments != nil { self.alignments.reserveCapacity(capacity) }
    }

    /// Goes on with another text, to be written behind what is left of this one.
    mutating func begin(_ source: UnsafeBufferPointer<UInt8>, alignments: UnsafeBufferPointer<Alignment>?) {
        finish()
        self.source = source
        sourceAlignments = alignments
        position = 0
    }

    /// Keeps what is left of the source.
    mutating func finish() { keep(upTo: source.count) }

    /// Copies the text from the position to another one.
    @inline(__always)
    mutating func keep(upTo end: Int) {
        guard end > position else { return }
        utf8.append(contentsOf: UnsafeBufferPointer(rebasing: source[position..<end]))
        if let sourceAlignments {
            alignments.append(contentsOf: UnsafeBufferPointer(rebasing: sourceAlignments[position..<end]))
        }
        position = end
    }

    /// Leaves the text out from the position to another one.
    @inline(__always)
    mutating func remove(upTo end: Int) { position = max(position, end) }

    /// Writes a scalar.
    ///
    /// - Parameter change: 0 or less, the scalar replaces the next one and so many after that; else it is an additional
    ///   one, which stands for what the one before stands for.
    @inline(__always)
    mutating func put(_ scalar: Unicode.Scalar, change: Int) {
        let aligned = change > 0 ? position - 1 : position
        if change <= 0 { skipScalars(1 - change) }
        append(scalar, alignedWith: aligned)
    }

    /// Writes bytes that stand for what is before the position.
    @inline(__always)
    mutating func insert(_ bytes: [UInt8]) { insert(bytes, alignedWith: position - 1) }

    /// Writes bytes that stand for what the next scalar stands for.
    @inline(__always)
    mutating func prepend(_ bytes: [UInt8]) { insert(bytes, alignedWith: position) }

    private mutating func insert(_ bytes: [UInt8], alignedWith index: Int) {
        utf8.append(contentsOf: bytes)
        guard sourceAlignments != nil else { return }
        let alignment = alignment(at: index)
        for _ in bytes.indices { alignments.append(alignment) }
    }

    @inline(__always)
    private mutating func append(_ scalar: Unicode.Scalar, alignedWith index: Int) {
        let before = utf8.count
        utf8.append(scalar: scalar)
        guard sourceAlignments != nil else { return }
        let alignment = alignment(at: index)
        for _ in before..<utf8.count { alignments.append(alignment) }
    }

    /// What a byte of the source stands for; before the first one nothing does, at the text's start.
    @inline(__always)
    private func alignment(at index: Int) -> Alignment {
        guard let sourceAlignments, let first = sourceAlignments.first else { return Alignment(0, 0) }
        if index < 0 { return Alignment(first.start, first.start) }
        return sourceAlignments[min(index, sourceAlignments.count - 1)]
    }

    @inline(__always)
    private mutating func skipScalars(_ count: Int) {
        for _ in 0..<count {
            guard position < source.count else { return }
            position += 1
            while position < source.count, source[position] & 0xC0 == 0x80 { position += 1 }
        }
    }

}

extension [UInt8] {
    /// Appends a scalar in UTF-8.
    @inline(__always)
    mutating func append(scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            append(UInt8(truncatingIfNeeded: value))
        } else if value < 0x800 {
            append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        } else {
            if value < 0x10000 {
                append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
            } else {
                append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
                append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
            }
            append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
            append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
        }
    }
}
