import JSON

/// A single value as text, and the quotes that PyYAML would put around it.
struct YAMLStyledScalar {
    /// The quotes around a text.
    enum Style { case plain, singleQuoted, doubleQuoted }

    /// The text without quotes.
    let text: String
    /// The quotes it needs.
    let style: Style
    /// Whether it may stand in front of a colon on one line.
    let isSimpleKey: Bool

    /// Creates the text of a value that is no list and no map.
    init(_ value: JSONValue) {
        switch value {
        case .string(let text): self.init(key: text)
        case .double(let number): self.init(plain: Self.text(of: number))
        default: self.init(plain: value.text())
        }
    }

    /// Creates the text of a key or a string.
    init(key text: String) {
        let traits = Traits(text)
        self.text = text
        let isPlain = traits.isPlain && YAMLScalarKind(of: text) == .string
        style = traits.needsEscapes ? .doubleQuoted : isPlain ? .plain : .singleQuoted
        // PyYAML counts the tag of strings, `!!str`, although it is not written.
        isSimpleKey = !text.isEmpty && !traits.hasBreaks && text.unicodeScalars.count + 5 < 128
    }

    /// Creates the text of a value that is written without quotes.
    init(plain text: String) {
        self.text = text
        style = .plain
        isSimpleKey = true
    }

    /// A float needs a dot in YAML, which Python's own text of it may lack.
    private static func text(of number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let text = JSONValue.double(number).text()
        guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
        return "\(text[..<exponent]).0\(text[exponent...])"
    }
}

/// What in a text decides about its quotes.
private struct Traits {
    /// Whether it holds what only double quotes can: characters beyond printable ASCII, and spaces beside line breaks.
    private(set) var needsEscapes = false
    /// Whether it reads back as text without quotes, were it not for its type.
    private(set) var isPlain: Bool
    /// Whether it has line breaks, of ASCII or of Unicode.
    let hasBreaks: Bool

    init(_ text: String) {
        let bytes = Array(text.utf8)
        hasBreaks = text.unicodeScalars.contains { "\n\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
        isPlain = !Self.beginsLikeSyntax(bytes)
        for (index, byte) in bytes.enumerated() {
            let isBeforeSpace = index == bytes.count - 1 || bytes[index + 1] == UInt8(ascii: " ")
            let isAfterSpace = index == 0 || bytes[index - 1] == UInt8(ascii: " ")
            switch byte {
            case UInt8(ascii: "\n"):
                isPlain = false
                if index > 0 && isAfterSpace || index < bytes.count - 1 && isBeforeSpace { needsEscapes = true }
            case UInt8(ascii: " "):
                if index == 0 || index == bytes.count - 1 { isPlain = false }
            case UInt8(ascii: ":"):
                if isBeforeSpace { isPlain = false }
            case UInt8(ascii: "#"):
                if isAfterSpace { isPlain = false }
            case UInt8(ascii: "!")...UInt8(ascii: "~"): break
            default: needsEscapes = true
            }
        }
    }

    private static func beginsLikeSyntax(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        if bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8) { return true }
        if "#,[]{}&*!|>'\"%@`".utf8.contains(first) { return true }
        let isAlone = bytes.count == 1 || bytes[1] == UInt8(ascii: " ")
        return isAlone && "?-".utf8.contains(first)
    }
}
