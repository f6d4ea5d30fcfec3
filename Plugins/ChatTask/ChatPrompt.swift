import ChatTemplates
import FlavorKit
import JSON

/// A model's chat templates, ready to write prompts.
struct ChatPrompt: Sendable {
    private struct Template: Sendable {
        let name: String
        let template: ChatTemplate
        /// Whether it writes tools, and whether it knows the role of a developer.
        let writesTools: Bool
        let knowsDevelopers: Bool
    }

    private let templates: [Template]
    private let specialTokens: JSONObject

    /// The template for conversations with tools, where a model has one of its own.
    private static let toolTemplate = "tool_use"

    /// - Parameter templates: By name; the first is for all that no other is for.
    /// - Throws: `FlavorError` with `invalidArgument` for a template that cannot be read.
    init(_ templates: [(name: String, text: String)], specialTokens: JSONObject) throws(FlavorError) {
        var read: [Template] = []
        for (name, text) in templates {
            do {
                read.append(
                    Template(
                        name: name, template: try ChatTemplate(text), writesTools: text.contains("tools"),
                        knowsDevelopers: text.contains("developer")))
            } catch {
                throw FlavorError(.invalidArgument, "the chat template \"\(name)\" cannot be read: \(error)")
            }
        }
        self.templates = read
        self.specialTokens = specialTokens
    }

    /// The prompt of a conversation, to be answered.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: what the template raises.
    func text(_ chat: ChatRequest, _ members: RequestMembers) throws(FlavorError) -> String {
        let special = chat.tools.isEmpty ? nil : templates.first { $0.name == Self.toolTemplate }
        guard let template = special ?? templates.first else { return "" }
        guard chat.tools.isEmpty || template.writesTools else {
            throw members.unsupported("tools", "the chat template of this model writes none: drop them")
        }
        let messages = template.knowsDevelopers ? chat.messages : chat.messages.map(Self.withSystemForDeveloper)
        do {
            return try template.template.render(
                messages: .array(messages), tools: chat.tools.isEmpty ? nil : .array(chat.tools),
                addGenerationPrompt: true, specialTokens: specialTokens)
        } catch {
            throw FlavorError(
                .invalidArgument, "\(members.place)messages: the chat template refuses them: \(error)")
        }
    }

    /// A message as a template sees it that knows no developers: it would pass over what one says.
    private static func withSystemForDeveloper(_ message: JSONValue) -> JSONValue {
        guard message["role"] == "developer", var members = message.objectValue else { return message }
        members["role"] = "system"
        return .object(members)
    }
}
