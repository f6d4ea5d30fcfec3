/// Breaks lines as Python's `textwrap` does when it leaves tabs and whitespace as they are.
struct TextWrapper {
    let width: Int
    let breaksLongWords: Bool
    let breaksAtHyphens: Bool

    /// The lines of a text.
    func wrap(_ text: String) -> [String] {
        var chunks = chunks(Array(text.unicodeScalars)).reversed() as [[Unicode.Scalar]]
        var lines: [String] = []
        while !chunks.isEmpty {
            var line: [[Unicode.Scalar]] = []
            var length = 0
            if !lines.isEmpty, let last = chunks.last, last.allSatisfy(Self.isBlank) { chunks.removeLast() }
            while let chunk = chunks.last, length + chunk.count <= width {
                line.append(chunk)
                length += chunk.count
                chunks.removeLast()
            }
            if let chunk = chunks.last, chunk.count > width {
                splitLong(&chunks, &line, chunk, room: width < 1 ? 1 : width - length)
            }
            if let last = line.last, last.allSatisfy(Self.isBlank) { line.removeLast() }
            if !line.isEmpty {
                var view = String.UnicodeScalarView()
                for chunk in line { view.append(contentsOf: chunk) }
                lines.append(String(view))
            }
        }
        return lines
    }

    /// Takes as much of a word as there is room for, or all of it where words stay whole.
    private func splitLong(
        _ chunks: inout [[Unicode.Scalar]], _ line: inout [[Unicode.Scalar]], _ chunk: [Unicode.Scalar], room: Int
    ) {
        if breaksLongWords {
            var end = room
            if breaksAtHyphens, chunk.count > room {
                if let hyphen = chunk[..<max(room, 0)].lastIndex(of: "-"), hyphen > 0,
                    chunk[..<hyphen].contains(where: { $0 != "-" })
                {
                    end = hyphen + 1
                }
            }
            line.append(Array(chunk[..<max(end, 0)]))
            chunks[chunks.count - 1] = Array(chunk[max(end, 0)...])
        } else if line.isEmpty {
            line.append(chunks.removeLast())
        }
    }

    /// The whitespace that `textwrap` knows: ASCII's.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        (0x09...0x0D).contains(scalar.value) || scalar == " "
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool { isAlphanumeric(scalar) || scalar == "_" }

    /// Runs of whitespace and words; words are cut after hyphens between letters, and before and after dashes.
    private func chunks(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var chunks: [[Unicode.Scalar]] = []
        var start = 0
        while start < text.count {
            var end = start + 1
            if Self.isBlank(text[start]) {
                while end < text.count, Self.isBlank(text[end]) { end += 1 }
            } else if !breaksAtHyphens {
                while end < text.count, !Self.isBlank(text[end]) { end += 1 }
            } else if let dash = dashEnd(text, start) {
                end = dash
            } else {
                end = wordEnd(text, start)
            }
            chunks.append(Array(text[start..<end]))
            start = end
        }
        return chunks
    }

    private static func isPunctuated(_ scalar: Unicode.Scalar) -> Bool {
        isWordScalar(scalar) || "!\"'&.,?".unicodeScalars.contains(scalar)
    }

    /// The end of two or more hyphens between words, when they begin here.
    private func dashEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        guard start > 0, Self.isPunctuated(text[start - 1]), text[start] == "-" else { return nil }
        var end = start
        while end < text.count, text[end] == "-" { end += 1 }
        guard end - start >= 2, end < text.count, Self.isWordScalar(text[end]) else { return nil }
        return end
    }

    private func isLetter(_ text: [Unicode.Scalar], _ position: Int) -> Bool {
        guard text.indices.contains(position) else { return false }
        return Self.isWordScalar(text[position]) && !isDigitLike(text[position])
    }

    /// The end of the word that begins here: at whitespace, before a dash, or after a hyphen within it.
    private func wordEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int {
        var end = start + 1
        while end < text.count, !Self.isBlank(text[end]) {
            if text[end - 1] == "-", end - 1 > start,
                isLetter(text, end - 3) && isLetter(text, end - 2)
                    || text.indices.contains(end - 4) && isLetter(text, end - 4) && text[end - 3] == "-"
                        && isLetter(text, end - 2),
                isLetter(text, end),
                isLetter(text, end + 1)
                    || text.indices.contains(end + 1) && text[end + 1] == "-" && isLetter(text, end + 2),
                end - 3 >= start || text[start] != "-"
            {
                return end
            }
            if dashEnd(text, end) != nil { return end }
            end += 1
        }
        return end
    }
}
