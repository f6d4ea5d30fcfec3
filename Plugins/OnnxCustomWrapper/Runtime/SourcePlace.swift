/// Places in a native library's source, which its messages name with the function that is there.
enum SourcePlace {
    /// A text without such places: `/src/core/graph/model.cc:181 void onnxruntime::Model::Model(int) ` or `concatbase.h:39 Prepare `.
    static func removed(from text: String) -> String {
        var kept = ""
        var rest = text[...]
        while let word = rest.nextWord() {
            guard let place = place(in: word) else {
                kept += word + " "
                continue
            }
            let before = word[..<place.start]
            if !before.isEmpty { kept += before + " " }
            rest = place.isPath ? withoutSignature(rest) : withoutName(rest)
        }
        return kept
    }

    /// Where in a word a place starts, and whether it is a path; text may stand before it without a space.
    private static func place(in word: Substring) -> (start: Substring.Index, isPath: Bool)? {
        guard let colon = word.lastIndex(of: ":"), colon < word.index(before: word.endIndex),
            word[word.index(after: colon)...].allSatisfy(\.isNumber)
        else { return nil }
        let file = word[..<colon]
        guard let ending = [".cc", ".h", ".cpp", ".hpp"].first(where: file.hasSuffix) else { return nil }
        if let slash = file.firstIndex(of: "/") { return (slash, true) }
        let name = file.dropLast(ending.count)
        let before = name.lastIndex { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return (before.map(name.index(after:)) ?? name.startIndex, false)
    }

    /// The text behind a function's name.
    private static func withoutName(_ text: Substring) -> Substring {
        var rest = text
        guard let word = rest.nextWord(), word.allSatisfy({ $0.isLetter || $0.isNumber || "_~:()".contains($0) })
        else { return text }
        return rest
    }

    /// The text behind a function with its result, arguments and templates, and behind a condition that does not hold where
    /// words follow it.
    private static func withoutSignature(_ text: Substring) -> Substring {
        guard let end = endOfArguments(text) else { return withoutName(text) }
        var rest = text[end...].drop { $0 == " " }
        for word in ["const ", "noexcept "] where rest.hasPrefix(word) { rest = rest.dropFirst(word.count) }
        if rest.hasPrefix("[with "), let bracket = endOfGroup(rest) { rest = rest[bracket...].drop { $0 == " " } }
        if let condition = rest.firstRange(of: " was false. "), condition.upperBound < rest.endIndex {
            rest = rest[condition.upperBound...]
        }
        return rest
    }

    /// Where the arguments of a function in a namespace end; nil where the text does not begin with one.
    private static func endOfArguments(_ text: Substring) -> Substring.Index? {
        var index = text.startIndex
        var templates = 0
        var name = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "<": templates += 1
            case ">": templates -= 1
            case " " where templates == 0: name = text.index(after: index)
            case "(" where templates == 0:
                guard text[name..<index].contains(where: { $0 == ":" }), let end = endOfGroup(text[index...]) else {
                    return nil
                }
                // A call operator has two pairs, and what is inside of a function a name behind them.
                guard text[end...].hasPrefix("(") || text[end...].hasPrefix("::") else { return end }
                index = end
                continue
            default: break
            }
            index = text.index(after: index)
        }
        return nil
    }

    /// Where the bracket that a text begins with is closed.
    private static func endOfGroup(_ text: Substring) -> Substring.Index? {
        guard let open = text.first else { return nil }
        let close: Character = open == "(" ? ")" : "]"
        var depth = 0
        for index in text.indices {
            if text[index] == open { depth += 1 }
            if text[index] == close { depth -= 1 }
            if depth == 0 { return text.index(after: index) }
        }
        return nil
    }
}

extension Substring {
    /// Takes the text up to the next space.
    fileprivate mutating func nextWord() -> Substring? {
        self = drop { $0 == " " }
        guard !isEmpty else { return nil }
        let word = prefix { $0 != " " }
        self = self[word.endIndex...]
        return word
    }
}
