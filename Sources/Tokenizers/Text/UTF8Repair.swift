/// Makes valid UTF-8 of any bytes.
enum UTF8Repair {
    /// Appends bytes to a text, with U+FFFD for what is not valid: once for a sequence that broke off, once for any other
    /// byte.
    ///
    /// - Returns: Where the beginning of a character starts that may yet become one; the end when there is none.
    static func append(_ bytes: UnsafeBufferPointer<UInt8>, areLast: Bool, to text: inout [UInt8]) -> Int {
        var position = 0
        var kept = 0
        while position < bytes.count {
            if bytes[position] < 0x80 {
                position += 1
                continue
            }
            let (count, isCharacter) = sequence(in: bytes, at: position)
            if !isCharacter {
                text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[kept..<position]))
                if position + count == bytes.count, !areLast, isBeginning(bytes[position], count) { return position }
                text += "\u{FFFD}".utf8
                kept = position + count
            }
            position += count
        }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[kept...]))
        return bytes.count
    }

    /// Whether a lead byte wants more bytes than that.
    private static func isBeginning(_ lead: UInt8, _ count: Int) -> Bool {
        switch lead {
        case 0xC2...0xDF: count < 2
        case 0xE0...0xEF: count < 3
        case 0xF0...0xF4: count < 4
        default: false
        }
    }

    /// How many bytes belong together at a position, and whether they are a character.
    @inline(__always)
    static func sequence(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> (count: Int, isCharacter: Bool) {
        let lead = bytes[position]
        if lead < 0x80 { return (1, true) }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            // Neither overlong nor a surrogate.
            if lead == 0xE0 { second = 0xA0...0xBF } else if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            // Neither overlong nor beyond U+10FFFF.
            if lead == 0xF0 { second = 0x90...0xBF } else if lead == 0xF4 { second = 0x80...0x8F }
        default: return (1, false)
        }
        var count = 1
        while count < length {
            guard position + count < bytes.count else { return (count, false) }
            let byte = bytes[position + count]
            guard count == 1 ? second ~= byte : byte & 0xC0 == 0x80 else { return (count, false) }
            count += 1
        }
        return (length, true)
    }

    /// Whether bytes are valid UTF-8.
    static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let (count, isCharacter) = sequence(in: bytes, at: position)
                guard isCharacter else { return false }
                position += count
            }
            return true
        }
    }
}
