import FlavorKit

/// A text with columns' names in braces, which a prompt is made of.
///
/// As in Python's formatting `{{` and `}}` stand for braces.
package struct PromptTemplate: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case text(String)
        case column(String)
    }

    private let parts: [Part]

    /// The columns' names in the order of their first places.
    package var columns: [String] {
        var names: [String] = []
        for case .column(let name) in parts where !names.contains(name) { names.append(name) }
        return names
    }

    /// How many places the template has.
    package var placeCount: Int { parts.count { if case .column = $0 { true } else { false } } }

    /// Reads a template; nil when it has a brace without its other half or braces around nothing, or no column at all.
    ///
    /// A column's name is all that stands between the braces.
    package init?(_ template: String) {
        let (open, close) = (Unicode.Scalar("{"), Unicode.Scalar("}"))
        var parts: [Part] = []
        var text = String.UnicodeScalarView()
        // Not by characters: a brace under an accent is a brace, as to Python.
        var rest = Substring(template).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == open || scalar == close else {
                text.append(scalar)
                continue
            }
            if rest.first == scalar {
                rest.removeFirst()
                text.append(scalar)
                continue
            }
            guard scalar == open, let end = rest.firstIndex(of: close), end > rest.startIndex,
                !rest[..<end].contains(open)
            else { return nil }
            parts += [.text(String(text)), .column(String(rest[..<end]))]
            text = String.UnicodeScalarView()
            rest = rest[rest.index(after: end)...]
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts + [.text(String(text))]
    }

    /// The template with the columns' texts in their places.
    func filled(with text: (_ column: String) -> String) -> String {
        var whole = ""
        for part in parts {
            switch part {
            case .text(let given): whole += given
            case .column(let name): whole += text(name)
            }
        }
        return whole
    }
}
