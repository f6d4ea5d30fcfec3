/// A Unicode normalization form, as the peer's crate has it: with the data of Unicode 9 and with alignments.
///
/// The `change` of a scalar says how it aligns with the text before: 0, it replaces one scalar; 1, it is an additional
/// one; -n, it replaces one scalar and n scalars after that one are gone. They belong to their scalars and move with them
/// when marks are put in order.
enum NormalizationForm: Sendable, CaseIterable {
    case nfc
    case nfd
    case nfkc
    case nfkd

    /// Whether the form puts together again what it takes apart.
    @inline(__always)
    var isComposed: Bool { self == .nfc || self == .nfkc }

    /// Whether the form takes characters for others that only look different.
    @inline(__always)
    var isCompatible: Bool { self == .nfkc || self == .nfkd }

    /// Whether a text in valid UTF-8 is in this form and looking at its scalars one by one is enough to see it.
    ///
    /// A text for which this is false may be in the form all the same. One for which it is true normalizes to itself, and
    /// every change is 0.
    func isNormal(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        normalEnd(of: utf8, from: 0) == utf8.count
    }

    /// Normalizes a text in valid UTF-8.
    ///
    /// - Parameters:
    ///   - unchanged: Takes a run of bytes that stay as they are, each scalar with a change of 0.
    ///   - changed: Takes a scalar and its change.
    @inline(__always)
    func normalize(
        _ utf8: UnsafeBufferPointer<UInt8>, unchanged: (UnsafeBufferPointer<UInt8>) -> Void,
        changed: (Unicode.Scalar, _ change: Int) -> Void
    ) {
        var position = 0
        var segment = NormalizationSegment(form: self)
        while position < utf8.count {
            let end = normalEnd(of: utf8, from: position)
            if end > position { unchanged(UnsafeBufferPointer(rebasing: utf8[position..<end])) }
            position = end
            guard position < utf8.count else { break }
            position = segment.read(utf8, from: position)
            segment.finish()
            for part in segment.parts { changed(part.unicodeScalar, Int(part.change)) }
        }
    }

    /// Normalizes scalars, each of which comes out with its change.
    func normalize(
        _ scalars: some Sequence<Unicode.Scalar>, _ body: (Unicode.Scalar, _ change: Int) -> Void
    ) {
        var segment = NormalizationSegment(form: self)
        func flush() {
            segment.finish()
            for part in segment.parts { body(part.unicodeScalar, Int(part.change)) }
            segment.removeAll()
        }
        for scalar in scalars {
            if isBoundary(before: scalar) { flush() }
            segment.append(scalar)
        }
        flush()
    }
}
