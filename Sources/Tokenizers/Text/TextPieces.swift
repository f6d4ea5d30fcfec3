/// A text cut into pieces, each of which the model turns into tokens by itself.
///
/// The pieces are parts of one buffer in the order of the text; none is empty, and what pre-tokenizers remove is between
/// them or not there any more.
struct TextPieces: Sendable {
    /// The bytes that the pieces are parts of.
    private(set) var utf8: [UInt8]
    /// For every byte what it stands for; empty where nobody asked for offsets.
    private(set) var alignments: [Alignment]
    private(set) var pieces: [Range<Int>]
    let isAligned: Bool
    /// Whether the first piece begins where the user's whole text begins; only meant where there are no alignments.
    private let beginsText: Bool

    /// Makes one piece of a part of a text.
    init(_ text: NormalizedText, _ range: Range<Int>, beginsText: Bool) {
        let isWhole = range == text.utf8.indices
        utf8 = isWhole ? text.utf8 : Array(text.utf8[range])
        isAligned = text.isAligned
        alignments = isWhole || !isAligned ? text.alignments : Array(text.alignments[range])
        pieces = range.isEmpty ? [] : [0..<range.count]
        self.beginsText = beginsText
    }

    /// What a part of a piece stands for; of one that goes beyond the piece, the part itself.
    func offsets(of part: Range<Int>, ofPiece index: Int) -> Encoding.Offsets {
        let piece = pieces[index]
        guard isAligned, !part.isEmpty, part.upperBound <= piece.count else {
            return Encoding.Offsets(part.lowerBound, part.upperBound)
        }
        return Encoding.Offsets(
            Int(alignments[piece.lowerBound + part.lowerBound].start),
            Int(alignments[piece.lowerBound + part.upperBound - 1].end))
    }

    /// Calls a body with every piece.
    @inline(__always)
    func forEach<Failure>(_ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void) throws(Failure) {
        try utf8.withUnsafeBufferPointer { utf8 throws(Failure) in
            for piece in pieces { try body(UnsafeBufferPointer(rebasing: utf8[piece])) }
        }
    }

    /// Cuts every piece into those parts that a body gives out, in order.
    @inline(__always)
    mutating func split(_ body: (_ piece: UnsafeBufferPointer<UInt8>, _ give: (Range<Int>) -> Void) -> Void) {
        var parts: [Range<Int>] = []
        parts.reserveCapacity(pieces.count + utf8.count / 4)
        utf8.withUnsafeBufferPointer { utf8 in
            for piece in pieces {
                body(UnsafeBufferPointer(rebasing: utf8[piece])) { parts.append($0, of: piece) }
            }
        }
        pieces = parts
    }

    /// Cuts every piece at the matches that a body gives out, in order.
    @inline(__always)
    mutating func split<Failure>(
        _ behavior: SplitBehavior, invert: Bool = false,
        atMatches body: (_ piece: UnsafeBufferPointer<UInt8>, _ match: (Range<Int>) -> Void) throws(Failure) -> Void
    ) throws(Failure) {
        var parts: [Range<Int>] = []
        parts.reserveCapacity(pieces.count + utf8.count / 4)
        try utf8.withUnsafeBufferPointer { utf8 throws(Failure) in
            for piece in pieces {
                var cutter = PieceCutter(behavior, invert: invert)
                try body(UnsafeBufferPointer(rebasing: utf8[piece])) { match in
                    cutter.add(match) { parts.append($0, of: piece) }
                }
                cutter.finish(piece.count) { parts.append($0, of: piece) }
            }
        }
        pieces = parts
    }

    /// Writes every piece anew; what the body has not come to stays as it is.
    ///
    /// - Parameter body: Is told whether the piece begins where the user's text begins.
    @inline(__always)
    mutating func rewrite(_ body: (_ piece: inout TextRewriter, _ beginsText: Bool) -> Void) {
        var parts: [Range<Int>] = []
        parts.reserveCapacity(pieces.count)
        let written = utf8.withUnsafeBufferPointer { utf8 in
            alignments.withUnsafeBufferPointer { alignments in
                let nothing = UnsafeBufferPointer(rebasing: utf8[..<0])
                var rewriter = TextRewriter(nothing, alignments: nil, capacity: utf8.count + utf8.count / 2)
                for (index, piece) in pieces.enumerated() {
                    let begins = isAligned ? alignments[piece.lowerBound].start == 0 : index == 0 && beginsText
                    let start = rewriter.utf8.count
                    rewriter.begin(
                        UnsafeBufferPointer(rebasing: utf8[piece]),
                        alignments: isAligned ? UnsafeBufferPointer(rebasing: alignments[piece]) : nil)
                    body(&rewriter, begins)
                    rewriter.finish()
                    if start < rewriter.utf8.count { parts.append(start..<rewriter.utf8.count) }
                }
                return rewriter
            }
        }
        utf8 = written.utf8
        alignments = written.alignments
        pieces = parts
    }
}

extension [Range<Int>] {
    /// Appends a part of a piece unless it is empty.
    @inline(__always)
    fileprivate mutating func append(_ part: Range<Int>, of piece: Range<Int>) {
        if !part.isEmpty { append((piece.lowerBound + part.lowerBound)..<(piece.lowerBound + part.upperBound)) }
    }
}
