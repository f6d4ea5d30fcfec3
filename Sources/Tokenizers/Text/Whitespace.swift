extension UnsafeBufferPointer<UInt8> {
    /// Where the white space ends that begins at a position of valid UTF-8.
    func whitespaceEnd(from start: Int) -> Int {
        var position = start
        while position < count {
            let (scalar, end) = validScalar(at: position)
            guard scalar.isWhitespace else { break }
            position = end
        }
        return position
    }

    /// Where the white space begins that ends at a position of valid UTF-8.
    func whitespaceStart(before end: Int) -> Int {
        var position = end
        while position > 0 {
            let start = validScalarStart(before: position)
            guard validScalar(at: start).scalar.isWhitespace else { break }
            position = start
        }
        return position
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is white space.
    @inline(__always)
    var isWhitespace: Bool {
        if value < 0x80 { return value == 0x20 || value &- 9 < 5 }
        return ScalarClasses(of: self).intersects(.whitespace)
    }

    /// Whether a regular expression's `\w` matches the scalar, as the regex crate has it.
    @inline(__always)
    var isWordCharacter: Bool { ScalarClasses(of: self).intersects(.wholeWord) }
}
