extension Lexer {
    /// Reads an integer or a float, with digits grouped by `_`.
    mutating func readNumber() throws(LexicalFailure) {
        let start = position
        let isAfterDot = start > 0 && source[start - 1] == "."
        if !isAfterDot, let end = floatEnd() {
            add(.float, digits(start..<end), at: start)
            position = end
            return
        }
        let end = integerEnd()
        guard end - start <= 20_000 else { throw LexicalFailure("an integer has more than 4,300 digits", start) }
        add(.integer, digits(start..<end), at: start)
        position = end
    }

    private func digits(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in source[range] where scalar != "_" { text.append(scalar) }
        return String(text)
    }

    /// The end of digits that may be grouped, from an offset on, or nil when there are none.
    private func groupedEnd(_ offset: Int, _ isDigit: (Unicode.Scalar) -> Bool) -> Int? {
        var end = offset
        while end < source.count {
            if isDigit(source[end]) {
                end += 1
            } else if source[end] == "_", end > offset, source[end - 1] != "_", end + 1 < source.count,
                isDigit(source[end + 1])
            {
                end += 1
            } else {
                break
            }
        }
        return end > offset ? end : nil
    }

    private func floatEnd() -> Int? {
        guard var end = groupedEnd(position, isDigit) else { return nil }
        var isFloat = false
        if end < source.count, source[end] == ".", let fraction = groupedEnd(end + 1, isDigit) {
            end = fraction
            isFloat = true
        }
        if end < source.count, source[end] == "e" || source[end] == "E" {
            let signed = end + 1 < source.count && ["+", "-"].contains(source[end + 1])
            if let exponent = groupedEnd(end + (signed ? 2 : 1), isDigit) { return exponent }
        }
        return isFloat ? end : nil
    }

    private func integerEnd() -> Int {
        if source[position] == "0" {
            let isOfBase: ((Unicode.Scalar) -> Bool)? =
                switch peek(1) {
                case "x", "X": { $0.properties.isASCIIHexDigit }
                case "o", "O": { ("0"..."7").contains($0) }
                case "b", "B": { $0 == "0" || $0 == "1" }
                default: nil
                }
            if let isOfBase {
                let first = peek(2) == "_" ? position + 3 : position + 2
                if let end = groupedEnd(first, isOfBase) { return end }
            }
            return groupedEnd(position) { $0 == "0" } ?? position + 1
        }
        return groupedEnd(position, isDigit) ?? position + 1
    }

    /// Reads a string; false when its quote never closes, which makes the quote an unexpected character.
    mutating func readString(_ quote: Unicode.Scalar) throws(LexicalFailure) -> Bool {
        let start = position
        var end = start + 1
        while end < source.count, source[end] != quote { end += source[end] == "\\" ? 2 : 1 }
        guard end < source.count else { return false }
        add(.string, try unescape(start + 1..<end), at: start)
        position = end + 1
        return true
    }

    /// Replaces escapes as Python's `unicode-escape` does.
    private func unescape(_ range: Range<Int>) throws(LexicalFailure) -> String {
        var result = String.UnicodeScalarView()
        var offset = range.lowerBound
        while offset < range.upperBound {
            let scalar = source[offset]
            offset += 1
            guard scalar == "\\", offset < range.upperBound else {
                result.append(scalar)
                continue
            }
            let letter = source[offset]
            offset += 1
            switch letter {
            case "\n": break
            case "\\", "'", "\"": result.append(letter)
            case "a": result.append("\u{7}")
            case "b": result.append("\u{8}")
            case "f": result.append("\u{C}")
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "v": result.append("\u{B}")
            case "0"..."7":
                var value = letter.value - 48
                for _ in 0..<2 where offset < range.upperBound && ("0"..."7").contains(source[offset]) {
                    value = value * 8 + source[offset].value - 48
                    offset += 1
                }
                if let scalar = Unicode.Scalar(value) { result.append(scalar) }
            case "x": result.append(try number(&offset, range.upperBound, width: 2))
            case "u": result.append(try number(&offset, range.upperBound, width: 4))
            case "U": result.append(try number(&offset, range.upperBound, width: 8))
            case "N": result.append(try named(&offset, range.upperBound))
            default:
                result.append("\\")
                // Jinja escapes what is not ASCII before it unescapes, which leaves the number as text.
                if letter.isASCII {
                    result.append(letter)
                } else {
                    result.append(contentsOf: escaped(letter).unicodeScalars.dropFirst())
                }
            }
        }
        return String(result)
    }

    private func number(_ offset: inout Int, _ end: Int, width: Int) throws(LexicalFailure) -> Unicode.Scalar {
        let start = offset
        var value: UInt32 = 0
        for _ in 0..<width {
            guard offset < end, let digit = source[offset].isASCII ? Int(String(source[offset]), radix: 16) : nil else {
                throw LexicalFailure("an escape needs \(width) hexadecimal digits", start)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw LexicalFailure("an escape stands for no Unicode scalar, but for half of a pair or nothing", start)
        }
        return scalar
    }

    /// The scalar of `\N{NAME}`.
    private func named(_ offset: inout Int, _ end: Int) throws(LexicalFailure) -> Unicode.Scalar {
        let start = offset
        guard offset < end, source[offset] == "{", let close = source[offset..<end].firstIndex(of: "}") else {
            throw LexicalFailure("an escape needs the name of a character in braces", start)
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: source[offset + 1..<close])
        offset = close + 1
        let wanted = String(name).uppercased()
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            if properties.name == wanted || properties.nameAlias == wanted { return scalar }
        }
        throw LexicalFailure("no character is named \(quoted(String(name)))", start)
    }
}
