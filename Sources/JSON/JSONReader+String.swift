extension JSONReader {
    /// Reads a string.
    public mutating func readString() throws(JSONError) -> String {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else { throw unexpected("a string") }
        offset += 1
        let start = offset
        let isASCII = skipPlainBytes()
        guard current == UInt8(ascii: "\"") else { return try readStringWithEscapes(from: start) }
        let run = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        if isASCII {
            offset += 1
            return String(decoding: run, as: UTF8.self)
        }
        // Only a damaged text is looked at again, for the place.
        guard let text = String(validating: run.bindMemory(to: UInt8.self), as: UTF8.self) else {
            try checkUTF8(from: start)
            throw unexpected("UTF-8")
        }
        offset += 1
        return text
    }

    /// Moves past a string, which must be as well-formed as one that is read.
    mutating func skipString() throws(JSONError) {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else { throw unexpected("a string") }
        offset += 1
        let start = offset
        let isASCII = skipPlainBytes()
        guard current == UInt8(ascii: "\"") else {
            _ = try readStringWithEscapes(from: start)
            return
        }
        if !isASCII { try checkUTF8(from: start) }
        offset += 1
    }

    /// Moves to the next quote, backslash, control character or the end; returns whether all bytes passed were ASCII.
    private mutating func skipPlainBytes() -> Bool {
        var seen: UInt8 = 0
        // Eight bytes at a time: a byte has its high bit set in `stop` when it is a quote, a backslash or a control
        // character. False alarms are possible only above a true one, and the loop below looks again.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        while bytes.count - offset >= 8 {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let stop =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word)
            if stop & highs != 0 { break }
            if word & highs != 0 { seen |= 0x80 }
            offset += 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= byte
            offset += 1
        }
        return seen < 0x80
    }

    /// Reads on from the first byte that is not plain; `start` is that of the string.
    private mutating func readStringWithEscapes(from start: Int) throws(JSONError) -> String {
        var unescaped: [UInt8] = []
        var runStart = start
        while true {
            try checkUTF8(from: runStart)
            unescaped.append(contentsOf: bytes[runStart..<offset])
            switch current {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try readEscape(into: &unescaped)
            case _ where offset >= bytes.count:
                throw unexpected("'\"' at the end of the string")
            default:
                throw error("control characters in a string must be escaped, found \(Self.name(of: current))")
            }
            runStart = offset
            _ = skipPlainBytes()
        }
    }

    private mutating func readEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        let byte: UInt8
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = current
        case UInt8(ascii: "b"): byte = 0x08
        case UInt8(ascii: "f"): byte = 0x0C
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "r"): byte = 0x0D
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "u"):
            offset += 1
            unescaped.append(contentsOf: String(try readEscapedScalar(from: start)).utf8)
            return
        default: throw unexpected("one of \" \\ / b f n r t u after '\\'")
        }
        offset += 1
        unescaped.append(byte)
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private mutating func readEscapedScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try readHexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, take("\\u") {
            let second = try readHexadecimal()
            if second >= 0xDC00, second < 0xE000,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw error("expected a surrogate pair, found half of one, which is no character", at: start)
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
            default: throw unexpected("four hexadecimal digits after '\\u'")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}
