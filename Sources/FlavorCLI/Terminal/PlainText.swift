import FlavorKit
import JSON

extension Value {
    /// Text as it is, a list of texts one a line, the answers of a reply in OpenAI's form one a line, anything else as
    /// JSON.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .list(let items): items.map(\.plainText).joined(separator: "\n")
        case .map:
            choices.map { choices in choices.map(\.answer).joined(separator: "\n") } ?? json.text(.python)
        default: json.text(.python)
        }
    }

    /// Which of several answers a piece of one belongs to, where the reply is in OpenAI's form.
    var choicePosition: Int64? { choices?.first?["index"]?.intValue }

    /// The answers of a reply in OpenAI's form, or of a piece of one; nil where this is none.
    private var choices: [Value]? {
        guard let object = self["object"]?.stringValue,
            ["chat.completion", "chat.completion.chunk", "text_completion"].contains(object)
        else { return nil }
        return self["choices"]?.listValue
    }

    /// What one answer says; a function to be called as JSON.
    private var answer: String {
        let message = self["message"] ?? self["delta"] ?? self
        let text = (message["content"] ?? message["text"])?.stringValue ?? ""
        let calls = message["tool_calls"]?.listValue ?? []
        return ([text] + calls.map { $0["function"]?.json.text(.python(ascii: false)) ?? "" }).filter { !$0.isEmpty }
            .joined(separator: "\n")
    }
}
