import Glibc

/// Lays text out as the parser lays out its own help: names in one column, what they mean in the next.
enum HelpLayout {
    private static let labelWidth = 26

    /// One entry a paragraph, with the name in front.
    static func list(_ entries: [(name: String, text: String)]) -> String {
        entries.map { entry in
            let label = "  \(entry.name.printable)"
            let text = paragraph(entry.text, indent: labelWidth)
            return label.count < labelWidth ? label + text.dropFirst(label.count) : "\(label)\n\(text)"
        }.joined()
    }

    /// Text broken between words to the terminal's width.
    static func paragraph(_ text: String, indent: Int = 0) -> String {
        let limit = max(width - indent, 20)
        var lines = [""]
        for word in text.printable.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= limit {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        let space = String(repeating: " ", count: indent)
        return lines.map { "\(space)\($0)\n" }.joined()
    }

    /// What `COLUMNS` says, else the terminal, else 80.
    private static var width: Int {
        if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns > 0 { return columns }
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
