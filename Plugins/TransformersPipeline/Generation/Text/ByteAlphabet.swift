/// The characters that stand for bytes in byte-level vocabularies.
///
/// Printable characters of Latin-1 stand for themselves; the other bytes take the characters from U+0100 on, in order.
enum ByteAlphabet {
    private static let bytes: [Unicode.Scalar: UInt8] = {
        var bytes: [Unicode.Scalar: UInt8] = [:]
        var next: UInt32 = 0x100
        for byte in UInt8.min...UInt8.max {
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: bytes[Unicode.Scalar(byte)] = byte
            default:
                if let scalar = Unicode.Scalar(next) { bytes[scalar] = byte }
                next += 1
            }
        }
        return bytes
    }()

    /// The bytes that a token stands for, or nil when one of its characters stands for none.
    static func bytes(of token: String) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in token.unicodeScalars {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }
}
