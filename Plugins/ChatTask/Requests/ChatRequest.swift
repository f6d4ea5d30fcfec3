import FlavorKit
import JSON

/// A conversation to go on with.
struct ChatRequest {
    /// As the chat template gets them.
    let messages: [JSONValue]
    /// What the model may call; empty where it may call nothing.
    let tools: [JSONValue]

    /// The names of what it may call.
    var functions: Set<String> { Set(tools.compactMap { $0["function"]?["name"]?.stringValue }) }

    private static let roles = ["system", "developer", "user", "assistant", "tool", "function"]

    /// - Throws: `FlavorError` with `invalidArgument` that begins with the place in the request.
    init(_ members: RequestMembers) throws(FlavorError) {
        guard let given = members["messages"] else {
            throw members.mismatch("messages", "a list of messages", "nothing")
        }
        guard let items = given.listValue else {
            throw members.mismatch("messages", "a list of messages", given.kindName)
        }
        guard !items.isEmpty else { throw members.mismatch("messages", "at least one message", "an empty list") }
        var messages: [JSONValue] = []
        for (index, item) in items.enumerated() {
            messages.append(try Self.message(item, "messages[\(index)]", members))
        }
        self.messages = messages
        tools = try Self.tools(members)
    }

    private static func message(
        _ item: Value, _ place: String, _ members: RequestMembers
    ) throws(FlavorError) -> JSONValue {
        guard let map = item.mapValue else { throw members.mismatch(place, "an object", item.kindName) }
        guard let role = map["role"]?.stringValue else {
            throw members.mismatch("\(place).role", "a string", map["role"]?.kindName ?? "nothing")
        }
        guard roles.contains(role) else {
            throw members.mismatch("\(place).role", "one of \(roles.joined(separator: ", "))", "another")
        }
        let calls = map["tool_calls"]?.listValue ?? []
        if let content = map["content"] {
            guard content.stringValue != nil else {
                throw members.mismatch("\(place).content", "a string", content.kindName)
            }
        } else if role != "assistant" || calls.isEmpty {
            throw members.mismatch("\(place).content", "a string", "nothing")
        }
        guard var message = Value.map(map).json.objectValue else { return .null }
        if !calls.isEmpty {
            message["tool_calls"] = .array(
                (message["tool_calls"]?.arrayValue ?? []).map { call in withReadArguments(call) })
        }
        return .object(message)
    }

    /// A call whose arguments are an object: OpenAI writes them as text, and templates write them themselves.
    private static func withReadArguments(_ call: JSONValue) -> JSONValue {
        guard var members = call.objectValue, var function = members["function"]?.objectValue,
            let text = function["arguments"]?.stringValue, let arguments = try? JSONValue(parsing: text),
            arguments.objectValue != nil
        else { return call }
        function["arguments"] = arguments
        members["function"] = .object(function)
        return .object(members)
    }

    private static func tools(_ members: RequestMembers) throws(FlavorError) -> [JSONValue] {
        guard let given = members["tools"] else {
            try checkChoice(members, hasTools: false)
            return []
        }
        guard let items = given.listValue else { throw members.mismatch("tools", "a list of tools", given.kindName) }
        for (index, item) in items.enumerated() {
            guard item["type"]?.stringValue == "function" else {
                throw members.mismatch("tools[\(index)].type", "function", item["type"] == nil ? "nothing" : "another")
            }
            guard let name = item["function"]?["name"]?.stringValue, !name.isEmpty else {
                throw members.mismatch("tools[\(index)].function.name", "a string", "nothing")
            }
        }
        return try checkChoice(members, hasTools: !items.isEmpty) ? items.map(\.json) : []
    }

    /// Whether the model may call tools at all.
    @discardableResult
    private static func checkChoice(_ members: RequestMembers, hasTools: Bool) throws(FlavorError) -> Bool {
        switch members["tool_choice"] {
        case nil, .string("auto")?: return true
        case .string("none")?: return false
        case .string("required")?, .map?:
            throw members.unsupported(
                "tool_choice",
                "expected auto or none, found a call that must be made, which cannot be promised: drop it")
        case let other?:
            throw members.mismatch("tool_choice", "auto or none", other.stringValue == nil ? other.kindName : "another")
        }
    }
}
