/// Bytes written in base64, as RFC 4648 section 4 has it, with white space anywhere.
enum Base64Text {
    /// The bytes; nil for other text.
    ///
    /// - Parameter isStrict: Whether other characters are refused and not passed over.
    static func decode(_ text: String, isStrict: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard let digit = digit(byte) else {
                if isStrict, byte != 0x20, !(0x09...0x0D).contains(byte) { return nil }
                continue
            }
            guard padding == 0 else { return nil }
            buffer = buffer << 6 | UInt32(digit)
            count += 1
            if count % 4 == 0 {
                bytes.append(contentsOf: [UInt8(buffer >> 16 & 0xFF), UInt8(buffer >> 8 & 0xFF), UInt8(buffer & 0xFF)])
            }
        }
        switch (count % 4, padding) {
        case (0, 0): return bytes
        case (2, 2): return bytes + [UInt8(buffer >> 4 & 0xFF)]
        case (3, 1): return bytes + [UInt8(buffer >> 10 & 0xFF), UInt8(buffer >> 2 & 0xFF)]
        default: return nil
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
