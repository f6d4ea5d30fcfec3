import FlavorKit
import ToolCalls

extension ToolCall {
    /// The call as OpenAI writes it, with a name drawn for it.
    ///
    /// - Parameter position: Its place among the calls of a streamed answer; nil in a whole one.
    func value(position: Int?) -> Value {
        var members = ValueMap()
        members["index"] = position.map { .int(Int64($0)) }
        members["id"] = .string(Identifier.toolCall())
        members["type"] = "function"
        members["function"] = ["name": .string(name), "arguments": .string(arguments)]
        return .map(members)
    }
}
