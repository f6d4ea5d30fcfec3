/// The characters by which byte-level vocabularies write bytes: GPT-2's, in which no character is a space or a control.
enum ByteLevelAlphabet {
    /// The character that stands for a byte.
    @inline(__always)
    static func character(of byte: UInt8) -> Unicode.Scalar { characters[Int(byte)] }

    /// The byte that a character stands for, or nil.
    @inline(__always)
    static func byte(of character: Unicode.Scalar) -> UInt8? {
        guard character.value < UInt32(bytes.count) else { return nil }
        let byte = bytes[Int(character.value)]
        return byte < 0 ? nil : UInt8(truncatingIfNeeded: byte)
    }

    /// The bytes that a text's characters stand for, or nil when one stands for none.
    static func bytes(of text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let (scalar, end) = text.validScalar(at: position)
            guard let byte = byte(of: scalar) else { return nil }
            result.append(byte)
            position = end
        }
        return result
    }

    private static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 256
        return (0...255).map { byte -> Unicode.Scalar in
            if isShown(byte) { return Unicode.Scalar(UInt8(byte)) }
            next += 1
            return Unicode.Scalar(next - 1) ?? "\u{FFFD}"
        }
    }()

    private static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 256 + 68)
        for (byte, character) in characters.enumerated() { bytes[Int(character.value)] = Int16(byte) }
        return bytes
    }()

    /// Whether a byte stands for itself in Latin-1.
    private static func isShown(_ byte: Int) -> Bool {
        0x21...0x7E ~= byte || 0xA1...0xAC ~= byte || 0xAE...0xFF ~= byte
    }
}
