/// Numbers that text spells, as Python's `int` and `float` read them.
enum NumberText {
    /// The integer; nil for other text, and beyond 64 bits.
    static func integer(_ text: String) -> Int64? {
        guard let digits = literal(text), digits.allSatisfy({ isDigit($0) || isSign($0) }) else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    /// The nearest number; nil for other text.
    static func double(_ text: String) -> Double? {
        guard let characters = literal(text) else { return nil }
        let word = String(decoding: characters.map { $0 | 0x20 }, as: UTF8.self)
        switch word.drop(while: { $0 == "-" || $0 == "+" }) {
        case "inf", "infinity", "nan": return Double(String(decoding: characters, as: UTF8.self))
        default: break
        }
        // Swift reads hexadecimal numbers too, which Python does not.
        guard characters.contains(where: isDigit),
            characters.allSatisfy({
                isDigit($0) || isSign($0) || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e")
            })
        else { return nil }
        guard let number = Double(String(decoding: characters, as: UTF8.self)), number.isFinite else { return nil }
        // Digits that come to nothing were too small, and not zero.
        let mantissa = characters.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        return number != 0 || !mantissa.contains { (0x31...0x39).contains($0) } ? number : nil
    }

    /// The text without white space around it and without underscores between digits; nil where these stand wrong.
    private static func literal(_ text: String) -> [UInt8]? {
        var characters = Array(text.utf8)
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        characters = Array(characters.drop(while: isSpace))
        while let last = characters.last, isSpace(last) { characters.removeLast() }
        guard characters.contains(UInt8(ascii: "_")) else { return characters.isEmpty ? nil : characters }
        for (position, character) in characters.enumerated() where character == UInt8(ascii: "_") {
            guard position > 0, position + 1 < characters.count, isDigit(characters[position - 1]),
                isDigit(characters[position + 1])
            else { return nil }
        }
        return characters.filter { $0 != UInt8(ascii: "_") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
}
