import CUnicodeTables

/// How one scalar normalizes, in a table; CUnicodeTables.h describes its layout.
///
/// The data are those of Unicode 9, which the peer's `unicode-normalization-alignments` has. Hangul syllables are
/// calculated and in no record.
struct NormalRecord {
    private let words: UnsafePointer<UInt32>
    private let header: UInt32

    @inline(__always)
    init(of scalar: Unicode.Scalar) {
        words = unicode_normal_record(scalar.value)
        header = words.pointee
    }

    /// The canonical combining class.
    @inline(__always)
    var combiningClass: UInt8 { UInt8(truncatingIfNeeded: header) }

    /// Whether the scalar may compose with one before it.
    @inline(__always)
    var composesBackward: Bool { header & 1 << 17 != 0 }

    /// Whether a form keeps the scalar when it stands by itself.
    @inline(__always)
    func isKept(by form: NormalizationForm) -> Bool {
        switch form {
        case .nfc: header & 1 << 18 == 0
        case .nfkc: header & 1 << 19 == 0
        case .nfd: header & 0x7 << 8 == 0
        case .nfkd: header & 0x1F << 11 == 0
        }
    }

    /// The full decomposition, empty where there is none.
    @inline(__always)
    func decomposition(compatible: Bool) -> UnsafeBufferPointer<UInt32> {
        let isSecond = compatible && header & 1 << 16 == 0
        return UnsafeBufferPointer(
            start: words + 1 + (isSecond ? canonicalCount : 0), count: compatible ? compatibleCount : canonicalCount)
    }

    /// What the scalar and one after it become, if anything.
    @inline(__always)
    func composition(with second: UInt32) -> Unicode.Scalar? {
        let stored = header & 1 << 16 == 0 ? canonicalCount + compatibleCount : canonicalCount
        var pair = words + 1 + stored
        for _ in 0..<(header >> 20) {
            if pair[0] == second { return Unicode.Scalar(pair[1]) }
            pair += 2
        }
        return nil
    }

    @inline(__always)
    private var canonicalCount: Int { Int(header >> 8 & 0x7) }

    @inline(__always)
    private var compatibleCount: Int { Int(header >> 11 & 0x1F) }
}
