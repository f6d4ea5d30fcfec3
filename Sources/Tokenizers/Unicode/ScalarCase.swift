import CUnicodeTables

extension Unicode.Scalar {
    /// The lowercase of the scalar by itself, as Unicode 17 has it: the first scalar, and a second one for U+0130 alone.
    ///
    /// A sigma at the end of a word is a sigma like any other, since `Lowercase` goes scalar by scalar.
    @inline(__always)
    var lowercase: (first: Unicode.Scalar, second: Unicode.Scalar?) {
        if value < 0x80 {
            let isUpper = value &- 0x41 < 26
            return (isUpper ? Self(UInt8(truncatingIfNeeded: value | 0x20)) : self, nil)
        }
        let lower = UInt32(bitPattern: Int32(bitPattern: value) &+ unicode_lowercase_distance(value))
        return (Self(lower) ?? self, value == 0x130 ? "\u{307}" : nil)
    }
}
