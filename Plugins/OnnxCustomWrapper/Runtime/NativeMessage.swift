/// What a native library says of a failure, as part of one sentence.
enum NativeMessage {
    /// A library's message on one line and without its source places, which begin with a slash and name a line.
    static func sentence(_ message: String) -> String {
        let words = message.split { $0.isWhitespace }.filter { !isPlace($0) }
        var text = words.joined(separator: " ")
        while let last = text.last, last == "." || last == ":" { text.removeLast() }
        guard text.count > mostCharacters else { return text }
        return text.prefix(mostCharacters) + "…"
    }

    private static let mostCharacters = 600

    /// Whether a word is a place in the library's source, such as `/onnxruntime_src/core/graph/model.cc:181`.
    private static func isPlace(_ word: Substring) -> Bool {
        guard word.hasPrefix("/"), let colon = word.lastIndex(of: ":") else { return false }
        let rest = word[word.index(after: colon)...]
        return (word[..<colon].hasSuffix(".cc") || word[..<colon].hasSuffix(".h") || word[..<colon].hasSuffix(".cpp"))
            && rest.allSatisfy(\.isNumber)
    }
}
