import JSON

/// A function that the model asks to have called.
package struct ToolCall: Sendable, Equatable {
    /// Which function.
    package let name: String
    /// JSON text.
    package let arguments: String

    /// Creates a call.
    package init(name: String, arguments: String) {
        self.name = name
        self.arguments = arguments
    }
}

extension ToolCall {
    /// Reads what families of models write for a call: `{"name": …, "arguments": {…}}`, Llama's `parameters` in their
    /// place, or either within `function`.
    ///
    /// Nil when it is no call of one of the functions.
    init?(_ json: JSONValue, functions: Set<String>) {
        let call = json["function"].flatMap { $0.objectValue == nil ? nil : $0 } ?? json
        guard let name = (call["name"] ?? call["function"])?.stringValue, functions.contains(name) else { return nil }
        let arguments = call["arguments"] ?? call["parameters"] ?? .object(JSONObject())
        switch arguments {
        case .object: self.init(name: name, arguments: arguments.text(.python(ascii: false)))
        case .string(let text):
            guard (try? JSONValue(parsing: text)) != nil else { return nil }
            self.init(name: name, arguments: text)
        default: return nil
        }
    }
}
