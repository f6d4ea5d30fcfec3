/// Reading single scalars at a place of a text in UTF-8 that is known to be valid.
enum ScalarReading {
    /// The scalar that begins at a position, or nil at the end.
    static func scalar(in text: UnsafeBufferPointer<UInt8>, from position: Int) -> Unicode.Scalar? {
        var decoder = UTF8()
        var bytes = text[position...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return nil }
        return scalar
    }

    /// The scalar that ends at a position, or nil at the start.
    static func scalar(in text: UnsafeBufferPointer<UInt8>, before position: Int) -> Unicode.Scalar? {
        var start = position
        repeat {
            guard start > 0 else { return nil }
            start -= 1
        } while text[start] & 0xC0 == 0x80
        return scalar(in: text, from: start)
    }
}

extension Unicode.Scalar {
    /// How many bytes the scalar takes in UTF-8.
    var utf8Count: Int { UTF8.width(self) }

    /// Whether a regular expression's `\w` matches the scalar, in the Unicode version of the real tokenizers.
    var isWordCharacter: Bool { ScalarClasses(of: self).intersects(.wholeWord) }
}
