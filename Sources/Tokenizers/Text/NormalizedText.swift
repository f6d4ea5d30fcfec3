/// A text on its way through the normalizers, with what each byte stands for in the text that the user gave.
///
/// Alignments cost as much as the text again, so they are kept only when somebody asks for offsets.
struct NormalizedText: Sendable {
    /// The text, valid UTF-8.
    private(set) var utf8: [UInt8]
    /// For every byte what it stands for; empty where nobody asked.
    private(set) var alignments: [Alignment]
    /// Whether alignments are kept.
    let isAligned: Bool

    /// Makes a text that is nothing but itself.
    ///
    /// - Parameter firstScalar: How many scalars of the user's text are before it; nil when nobody asks for offsets.
    init(_ utf8: UnsafeBufferPointer<UInt8>, firstScalar: Int?) {
        self.utf8 = Array(utf8)
        isAligned = firstScalar != nil
        alignments = firstScalar.map { Alignment.identity(of: utf8, firstScalar: $0) } ?? []
    }

    /// The text alone, as where a token's content is normalized.
    init(_ utf8: [UInt8]) {
        self.utf8 = utf8
        isAligned = false
        alignments = []
    }

    var isEmpty: Bool { utf8.isEmpty }

    /// Writes the text anew; what the body has not come to stays as it is.
    @inline(__always)
    mutating func rewrite<Failure>(_ body: (inout TextRewriter) throws(Failure) -> Void) throws(Failure) {
        let written = try utf8.withUnsafeBufferPointer { source throws(Failure) in
            try alignments.withUnsafeBufferPointer { alignments throws(Failure) in
                var rewriter = TextRewriter(
                    source, alignments: isAligned ? alignments : nil, capacity: source.count + source.count / 4)
                try body(&rewriter)
                rewriter.finish()
                return rewriter
            }
        }
        utf8 = written.utf8
        alignments = written.alignments
    }
}

/// The part of the user's text that a byte stands for, in scalars.
struct Alignment: Equatable, Sendable {
    var start: UInt32
    var end: UInt32

    init(_ start: UInt32, _ end: UInt32) {
        self.start = start
        self.end = end
    }

    /// Aligns every byte with the scalar that it is of.
    static func identity(of utf8: UnsafeBufferPointer<UInt8>, firstScalar: Int) -> [Alignment] {
        var next = UInt32(truncatingIfNeeded: firstScalar)
        return [Alignment](unsafeUninitializedCapacity: utf8.count) { buffer, count in
            for index in utf8.indices {
                if utf8[index] & 0xC0 != 0x80 { next &+= 1 }
                buffer[index] = Alignment(next &- 1, next)
            }
            count = utf8.count
        }
    }
}
