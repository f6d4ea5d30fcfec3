import ChatTemplates
import JSON

// Renders what its input asks for, a line of JSON for each template, for the comparison with transformers:
//   {"template", "messages", "tools", "documents", "add_generation_prompt", "continue_final_message", "special_tokens", "variables"}
// and writes `{"text"}` or `{"error", "code", "line", "column"}` for each.

func render(_ request: JSONValue) throws(ChatTemplateError) -> String {
    let template = try ChatTemplate(request["template"]?.stringValue ?? "")
    var continuation: Continuation?
    switch request["continue_final_message"] {
    case .bool(true): continuation = Continuation()
    case .string(let field): continuation = Continuation(field: field)
    default: break
    }
    return try template.render(
        messages: request["messages"] ?? nil, tools: request["tools"], documents: request["documents"],
        addGenerationPrompt: request["add_generation_prompt"]?.boolValue ?? false, continuing: continuation,
        specialTokens: request["special_tokens"]?.objectValue ?? [:],
        variables: request["variables"]?.objectValue ?? [:],
        now: { LocalTime(year: 2025, month: 3, day: 9, hour: 7, minute: 5, second: 3, microsecond: 42) })
}

func answer(_ line: String) -> JSONValue {
    do {
        let request = try JSONValue(parsing: line)
        do throws(ChatTemplateError) {
            return ["text": .string(try render(request))]
        } catch {
            return [
                "error": .string(error.reason), "code": .string("\(error.code)"),
                "line": error.line.map { .integer(Int64($0)) } ?? nil,
                "column": error.column.map { .integer(Int64($0)) } ?? nil,
            ]
        }
    } catch {
        return ["error": .string("\(error)"), "code": "line"]
    }
}

while let line = readLine() { print(answer(line).text()) }
