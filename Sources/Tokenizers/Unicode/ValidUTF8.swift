extension UnsafeBufferPointer<UInt8> {
    /// The scalar that begins at a position of valid UTF-8, and where it ends.
    @inline(__always)
    func validScalar(at position: Int) -> (scalar: Unicode.Scalar, end: Int) {
        let lead = UInt32(self[position])
        if lead < 0x80 { return (Unicode.Scalar(UInt8(truncatingIfNeeded: lead)), position + 1) }
        let second = UInt32(self[position + 1] & 0x3F)
        if lead < 0xE0 { return (Self.scalar((lead & 0x1F) << 6 | second), position + 2) }
        let third = UInt32(self[position + 2] & 0x3F)
        if lead < 0xF0 { return (Self.scalar((lead & 0xF) << 12 | second << 6 | third), position + 3) }
        let fourth = UInt32(self[position + 3] & 0x3F)
        return (Self.scalar((lead & 0x7) << 18 | second << 12 | third << 6 | fourth), position + 4)
    }

    /// Where the scalar before a position begins.
    @inline(__always)
    func validScalarStart(before position: Int) -> Int {
        var start = position - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    @inline(__always)
    private static func scalar(_ value: UInt32) -> Unicode.Scalar { Unicode.Scalar(value) ?? "\u{FFFD}" }
}
