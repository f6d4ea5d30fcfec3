import ChatTemplates
import JSON
import TestSupport
import Testing

/// A template with the conversations that transformers rendered with it.
struct TemplateGolden: Sendable, CustomTestStringConvertible {
    let name: String
    let golden: JSONValue
    var testDescription: String { name }

    /// All templates of all files in the folder; none where the group is absent.
    static let all: [TemplateGolden] = {
        let folder = "\(Fixtures.root)/models/chat-templates"
        return entries(of: folder).filter { $0.hasSuffix(".json") }.flatMap { file -> [TemplateGolden] in
            guard let bytes = try? readFile("\(folder)/\(file)"),
                let templates = (try? JSONValue(parsing: bytes))?["templates"]?.objectValue
            else { return [TemplateGolden(name: "\(file) cannot be read", golden: nil)] }
            return templates.map { TemplateGolden(name: "\(file): \($0.key)", golden: $0.value) }
        }
    }()

    /// The tokens that the tokenizer had.
    var specialTokens: JSONObject {
        JSONObject(
            ["bos_token", "eos_token"].compactMap { name in
                golden[name].flatMap { $0.isNull ? nil : (name, $0) }
            })
    }
}

/// Renders a template for one message.
func render(
    _ source: String, _ variables: JSONObject = [:],
    messages: JSONValue = [["role": "user", "content": "Hi"]], limits: RenderLimits = RenderLimits()
) throws(ChatTemplateError) -> String {
    try ChatTemplate(source).render(
        messages: messages, specialTokens: ["bos_token": "<s>", "eos_token": "</s>"], variables: variables,
        limits: limits, now: { LocalTime(year: 2025, month: 3, day: 9, hour: 7, minute: 5, second: 3, microsecond: 42) }
    )
}

/// The error that rendering ends with.
func failure(
    _ source: String, _ variables: JSONObject = [:], messages: JSONValue = [["role": "user", "content": "Hi"]],
    limits: RenderLimits = RenderLimits()
) -> ChatTemplateError? {
    do throws(ChatTemplateError) {
        _ = try render(source, variables, messages: messages, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// Whether two texts are the same bytes: to Swift's strings equivalent characters are equal.
func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
