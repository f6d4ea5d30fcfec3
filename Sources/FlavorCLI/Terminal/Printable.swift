extension String {
    /// The text with everything escaped that would break the line or drive a terminal: what files and arguments hold is
    /// shown, not obeyed.
    var printable: String { printable { _ in false } }

    /// The same with line breaks and tabs as they are.
    var printableLines: String { printable { $0 == "\n" || $0 == "\t" } }

    private func printable(keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if isKept(scalar) {
                text.append(scalar)
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
