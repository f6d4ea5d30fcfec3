extension JSONReader {
    /// Checks that the bytes from a start to the current offset are UTF-8.
    func checkUTF8(from start: Int) throws(JSONError) {
        var index = start
        while index < offset {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                while offset - index >= 32, isASCII(at: index) { index += 32 }
                while offset - index >= 8,
                    bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                { index += 8 }
                continue
            }
            // The second byte's range keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
            let (length, second): (Int, ClosedRange<UInt8>)
            switch byte {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            default: throw error("expected UTF-8, found \(Self.name(of: byte))", at: index)
            }
            for position in 1..<length {
                let allowed = position == 1 ? second : 0x80...0xBF
                guard index + position < offset, allowed.contains(bytes[index + position]) else {
                    throw error("expected UTF-8, found \(Self.name(of: byte)) that starts no character", at: index)
                }
            }
            index += length
        }
    }

    /// Whether 32 bytes are ASCII.
    @inline(__always)
    private func isASCII(at index: Int) -> Bool {
        func word(_ position: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: index + position, as: UInt64.self) }
        return (word(0) | word(8) | word(16) | word(24)) & 0x8080_8080_8080_8080 == 0
    }

    /// The error for the first bytes of a text that are not UTF-8; nil when all of it is.
    package static func utf8Error(in bytes: UnsafeRawBufferPointer) -> JSONError? {
        var reader = JSONReader(bytes, from: 0, to: bytes.count)
        reader.offset = bytes.count
        do { try reader.checkUTF8(from: 0) } catch { return error }
        return nil
    }

    /// A byte as error messages write it.
    static func name(of byte: UInt8) -> String {
        "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
    }
}
