/// What a native library says of a failure, as part of one sentence.
enum NativeMessage {
    /// A library's message on one line, without the places in its source and what its layers say of each other.
    static func sentence(_ message: String) -> String {
        var text = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        text = SourcePlace.removed(from: text)
        text = shortened(text)
        while let last = text.last, last == "." || last == ":" || last == " " { text.removeLast() }
        guard text.count > mostCharacters else { return text }
        return text.prefix(mostCharacters) + "…"
    }

    private static let mostCharacters = 600

    /// The text without the words that every message of a kind begins with.
    private static func shortened(_ text: String) -> String {
        var text = text[...]
        var nodes = ""
        while true {
            if let rest = text.after(first: "[ONNXRuntimeError] : ", upTo: " : "), let end = rest.firstRange(of: " : ")
            {
                text = rest[end.upperBound...]
            } else if let rest = text.after(first: "Load model from ", upTo: " failed:")
                ?? text.after(first: "Exception during initialization:", upTo: "")
                ?? text.after(first: "Failed to load model with error:", upTo: "")
            {
                text = rest
            } else if let node = Node(text) {
                nodes += node.name + ": "
                text = node.rest
            } else {
                return nodes + text
            }
            text = text.drop { $0 == " " }
        }
    }

    /// The operator that failed, and what is said of it; one that holds a graph names those in there too.
    private struct Node {
        let name: String
        let rest: Substring

        init?(_ text: Substring) {
            let begin = "Non-zero status code returned while running "
            guard text.hasPrefix(begin), let type = text.firstRange(of: " node. Name:'"),
                let label = text[type.upperBound...].firstRange(of: "' Status Message:")
            else { return nil }
            let operation = text[text.index(text.startIndex, offsetBy: begin.count)..<type.lowerBound]
            let name = text[type.upperBound..<label.lowerBound]
            self.name = name.isEmpty ? String(operation) : "\(operation) \"\(name)\""
            rest = text[label.upperBound...]
        }
    }
}

extension Substring {
    /// What follows a beginning and the first place of an end behind it; nil where the text begins otherwise.
    fileprivate func after(first begin: String, upTo end: String) -> Substring? {
        guard hasPrefix(begin) else { return nil }
        let rest = dropFirst(begin.count)
        if end.isEmpty { return rest }
        return rest.firstRange(of: end).map { rest[$0.upperBound...] }
    }
}
