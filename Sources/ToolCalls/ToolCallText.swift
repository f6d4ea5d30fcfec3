import JSON

/// The forms in which families of models write calls of functions, and how an answer is taken apart by them.
///
/// Hermes and Qwen write `<tool_call>{…}</tool_call>`; Mistral `[TOOL_CALLS][{…}]` or `[TOOL_CALLS]name[ARGS]{…}`; Phi-4
/// `<|tool_call|>[{…}]<|/tool_call|>` or `functools[{…}]`; Llama 3 `{…}` by itself or after `<|python_tag|>`, or
/// `<function=name>{…}</function>`. What is a special token of the model does not reach its text, so that all of them may
/// also come without their marks.
struct ToolCallText {
    private let functions: Set<String>

    /// What a call begins with where it has a mark, and what ends it.
    private static let marks: [(begin: String, end: String)] = [
        ("<tool_call>", "</tool_call>"), ("<|tool_call|>", "<|/tool_call|>"), ("[TOOL_CALLS]", ""),
        ("<|python_tag|>", ""), ("functools[", ""), ("<function=", "</function>"),
    ]
    private static let argumentsMark = "[ARGS]"
    private static let nameMark = "<function="

    /// - Parameter functions: The names of the functions that may be called.
    init(functions: Set<String>) { self.functions = functions }

    /// Where calls begin in an answer of which nothing is told yet: at its start, or with a mark.
    func begin(in text: Substring) -> String.Index? {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let rest = text[start...]
        if rest.first == "{" || rest.first == "[" || functions.contains(where: { isCall(of: $0, rest) }) {
            return start
        }
        return markedBegin(in: text)
    }

    /// Where calls begin that have a mark.
    func markedBegin(in text: Substring) -> String.Index? {
        Self.marks.compactMap { text.firstRange(of: $0.begin)?.lowerBound }.min()
    }

    /// How many characters at the end of an answer, of which nothing is told yet, may turn out to belong to a call.
    func uncertainCount(_ text: Substring) -> Int {
        let rest = text.drop { $0.isWhitespace }
        let isName = functions.contains { "\($0)\(Self.argumentsMark)".hasPrefix(rest) || "\($0){".hasPrefix(rest) }
        return isName ? text.count : uncertainEnd(text)
    }

    /// How many characters at the end of a text may turn out to be the begin of a mark.
    func uncertainEnd(_ text: Substring) -> Int {
        let longest = Self.marks.map(\.begin.count).max() ?? 0
        return stride(from: min(longest - 1, text.count), to: 0, by: -1).first { count in
            let end = text.suffix(count)
            return Self.marks.contains { $0.begin.hasPrefix(end) }
        } ?? 0
    }

    /// The calls that a text consists of; nil when there is anything else in it.
    func calls(in text: Substring) -> [ToolCall]? {
        var calls: [ToolCall] = []
        var rest = text
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == ";" || $0 == "," }
            if rest.isEmpty { return calls.isEmpty ? nil : calls }
            if rest.hasPrefix(Self.nameMark) {
                guard let end = rest.firstIndex(of: ">") else { return nil }
                let name = String(rest[..<end].dropFirst(Self.nameMark.count))
                guard functions.contains(name), let (json, after) = value(at: rest[end...].dropFirst()),
                    json.objectValue != nil
                else { return nil }
                calls.append(ToolCall(name: name, arguments: json.text(.python(ascii: false))))
                rest = after
            } else if let mark = Self.marks.first(where: { rest.hasPrefix($0.begin) }) {
                // The bracket belongs to what is called.
                rest = rest.dropFirst(mark.begin.hasSuffix("[") ? mark.begin.count - 1 : mark.begin.count)
            } else if let mark = Self.marks.first(where: { !$0.end.isEmpty && rest.hasPrefix($0.end) }) {
                guard !calls.isEmpty else { return nil }
                rest = rest.dropFirst(mark.end.count)
            } else if let name = functions.first(where: { isCall(of: $0, rest) }) {
                rest = rest.dropFirst(name.count)
                if rest.hasPrefix(Self.argumentsMark) { rest = rest.dropFirst(Self.argumentsMark.count) }
                guard let (json, after) = value(at: rest), json.objectValue != nil else { return nil }
                calls.append(ToolCall(name: name, arguments: json.text(.python(ascii: false))))
                rest = after
            } else {
                guard let (json, after) = value(at: rest) else { return nil }
                for item in json.arrayValue ?? [json] {
                    guard let call = ToolCall(item, functions: functions) else { return nil }
                    calls.append(call)
                }
                rest = after
            }
        }
    }

    /// Whether a text begins with a function's name and its arguments.
    private func isCall(of name: String, _ text: Substring) -> Bool {
        guard text.hasPrefix(name) else { return false }
        let rest = text.dropFirst(name.count)
        return rest.first == "{" || rest.hasPrefix(Self.argumentsMark)
    }

    /// The JSON object or list at the begin of a text, and what comes after it.
    private func value(at text: Substring) -> (JSONValue, Substring)? {
        guard text.first == "{" || text.first == "[" else { return nil }
        var depth = 0
        var isText = false
        var isEscaped = false
        for index in text.utf8.indices {
            switch (text.utf8[index], isText) {
            case (_, true) where isEscaped: isEscaped = false
            case (UInt8(ascii: "\\"), true): isEscaped = true
            case (UInt8(ascii: "\""), _): isText.toggle()
            case (UInt8(ascii: "{"), false), (UInt8(ascii: "["), false): depth += 1
            case (UInt8(ascii: "}"), false), (UInt8(ascii: "]"), false):
                depth -= 1
                guard depth == 0 else { continue }
                let end = text.utf8.index(after: index)
                guard let json = try? JSONValue(parsing: String(text[..<end])) else { return nil }
                return (json, text[end...])
            default: break
            }
        }
        return nil
    }
}
