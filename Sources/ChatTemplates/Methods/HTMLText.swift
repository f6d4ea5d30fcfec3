/// Text out of HTML, as `Markup` takes it.
enum HTMLText {
    /// The text without tags and comments, with single spaces, and with its entities replaced.
    static func withoutTags(_ text: String) throws(Failure) -> String {
        var parts = ""
        var position = 0
        let count = text.utf8.count
        while let start = find("<", in: text, from: position) {
            let isComment = Splitting.slice(text, start..<min(start + 4, count)).hasPrefix("<!--")
            let close = isComment ? find("-->", in: text, from: start + 4) : find(">", in: text, from: start)
            guard let close else { break }
            parts += Splitting.slice(text, position..<start)
            position = close + (isComment ? 3 : 1)
        }
        parts += Splitting.slice(text, position..<count)
        return try unescaped(Splitting.atSpace(parts, limit: -1).joined(separator: " "))
    }

    /// The text with its entities replaced: numbers, and the names that escaping makes.
    /// - Throws: when there is another name, of which HTML has two thousand.
    static func unescaped(_ text: String) throws(Failure) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let names = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[rest.index(after: start)...]
            if rest.first == "#" {
                let isHex = rest.dropFirst().first.map { "xX".contains($0) } ?? false
                let digits = rest.dropFirst(isHex ? 2 : 1).prefix {
                    $0.isASCII && (isHex ? $0.isHexDigit : $0.isNumber)
                }
                guard let value = UInt32(digits, radix: isHex ? 16 : 10) else {
                    result += "&"
                    continue
                }
                let isReplaced = value == 0 || value > 0x10FFFF || (0xD800...0xDFFF).contains(value)
                result.unicodeScalars.append(isReplaced ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}")
                rest = rest[digits.endIndex...]
                if rest.first == ";" { rest = rest.dropFirst() }
                continue
            }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
            if let character = names[String(name)], rest[name.endIndex...].first == ";" {
                result += character
                rest = rest[name.endIndex...].dropFirst()
            } else if name.isEmpty {
                result += "&"
            } else {
                throw Failure(.operation, "the HTML entity '&\(name)' is not known here")
            }
        }
        return result + rest
    }
}
