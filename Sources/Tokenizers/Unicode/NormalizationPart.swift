/// A scalar on its way into a normalization form.
struct NormalizationPart {
    var scalar: UInt32
    /// How it aligns with the text before.
    var change: Int32 = 0
    let combiningClass: UInt8
    /// Whether it may compose with one before it.
    let composesBackward: Bool

    @inline(__always)
    init(_ scalar: UInt32, combiningClass: UInt8, composesBackward: Bool) {
        self.scalar = scalar
        self.combiningClass = combiningClass
        self.composesBackward = composesBackward
    }

    /// Reads a part of a decomposition.
    @inline(__always)
    init(stored word: UInt32) {
        self.init(
            word & 0x1F_FFFF, combiningClass: UInt8(truncatingIfNeeded: word >> 24),
            composesBackward: word & 1 << 23 != 0)
    }

    @inline(__always)
    var unicodeScalar: Unicode.Scalar { Unicode.Scalar(scalar) ?? "\u{FFFD}" }
}
