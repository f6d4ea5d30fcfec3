extension YAMLWriter {
    /// Writes a text without quotes; it has no line breaks.
    mutating func writePlain(_ text: String, indent: Int, folds: Bool) {
        forEachRun(in: text) { writer, run, _, _ in
            if run == [UInt8(ascii: " ")], folds, writer.column > Self.width {
                writer.beginLine(indent: indent)
                writer.beginText()
            } else {
                for byte in run { writer.put(byte) }
            }
        }
    }

    /// Writes a text in single quotes, in which only the quote itself is doubled.
    mutating func writeSingleQuoted(_ text: String, indent: Int, folds: Bool) {
        put(UInt8(ascii: "'"))
        forEachRun(in: text) { writer, run, isFirst, isLast in
            switch run.first {
            case UInt8(ascii: " ") where run.count == 1 && folds && !isFirst && !isLast && writer.column > Self.width:
                writer.beginLine(indent: indent)
            case UInt8(ascii: "\n"):
                // A reader folds single breaks to spaces, so the first is written twice.
                for _ in 0...run.count { writer.breakLine() }
                writer.beginLine(indent: indent)
            default:
                for byte in run {
                    if byte == UInt8(ascii: "'") { writer.put(byte) }
                    writer.put(byte)
                }
            }
        }
        put(UInt8(ascii: "'"))
    }

    /// Calls a body for each run of spaces, of line breaks and of other characters.
    private mutating func forEachRun(
        in text: String,
        _ body: (inout YAMLWriter, _ run: ArraySlice<UInt8>, _ isFirst: Bool, _ isLast: Bool) -> Void
    ) {
        func kind(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") ? byte : 0 }
        let bytes = Array(text.utf8)
        var rest = bytes[...]
        while let first = rest.first {
            let run = rest.prefix { kind($0) == kind(first) }
            rest = rest[run.endIndex...]
            body(&self, run, run.startIndex == 0, rest.isEmpty)
        }
    }

    /// Writes a text in double quotes; what is not printable ASCII is escaped.
    mutating func writeDoubleQuoted(_ text: String, indent: Int, folds: Bool) {
        put(UInt8(ascii: "\""))
        let scalars = Array(text.unicodeScalars)
        // Characters wait before they are written, because a fold stands in front of the space that it follows.
        var waiting = 0..<0
        for (index, scalar) in scalars.enumerated() {
            let isEscaped = Self.needsEscape(scalar)
            if isEscaped {
                put(scalars[waiting])
                putEscape(scalar)
                waiting = index + 1..<index + 1
            }
            let mayFold = folds && index > 0 && index < scalars.count - 1 && (scalar == " " || waiting.isEmpty)
            // An escaped character is written already, but the reference does not count it for the width.
            let end = isEscaped ? column - 1 : column + waiting.count
            if mayFold, end > Self.width {
                put(scalars[waiting])
                put(UInt8(ascii: "\\"))
                waiting = waiting.upperBound..<waiting.upperBound
                beginLine(indent: indent)
                beginText()
                if scalars[waiting.lowerBound] == " " { put(UInt8(ascii: "\\")) }
            }
            if !isEscaped { waiting = waiting.lowerBound..<index + 1 }
        }
        put(scalars[waiting])
        put(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "\\" || !(" "..."~" ~= scalar)
    }

    private mutating func put(_ scalars: ArraySlice<Unicode.Scalar>) {
        for scalar in scalars { put(UInt8(truncatingIfNeeded: scalar.value)) }
    }

    private mutating func putEscape(_ scalar: Unicode.Scalar) {
        put(UInt8(ascii: "\\"))
        if let letter = Self.escapes[scalar] {
            put(letter)
            return
        }
        let (mark, width): (UInt8, Int) =
            switch scalar.value {
            case ...0xff: (UInt8(ascii: "x"), 2)
            case ...0xffff: (UInt8(ascii: "u"), 4)
            default: (UInt8(ascii: "U"), 8)
            }
        let digits = String(scalar.value, radix: 16, uppercase: true).utf8
        put(mark)
        for _ in digits.count..<width { put(UInt8(ascii: "0")) }
        for digit in digits { put(digit) }
    }

    private static let escapes: [Unicode.Scalar: UInt8] = [
        "\0": UInt8(ascii: "0"), "\u{7}": UInt8(ascii: "a"), "\u{8}": UInt8(ascii: "b"), "\t": UInt8(ascii: "t"),
        "\n": UInt8(ascii: "n"), "\u{b}": UInt8(ascii: "v"), "\u{c}": UInt8(ascii: "f"), "\r": UInt8(ascii: "r"),
        "\u{1b}": UInt8(ascii: "e"), "\"": UInt8(ascii: "\""), "\\": UInt8(ascii: "\\"), "\u{85}": UInt8(ascii: "N"),
        "\u{a0}": UInt8(ascii: "_"), "\u{2028}": UInt8(ascii: "L"), "\u{2029}": UInt8(ascii: "P"),
    ]
}
