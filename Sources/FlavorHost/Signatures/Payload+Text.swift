import FlavorKit

extension Payload {
    /// A text for a model that takes one, under the name of its column where columns have names.
    ///
    /// That is the only column when it holds text, else one called `prompt`. For a model that takes messages the text is what
    /// the user says.
    public init(prompt text: String, signature: ModelSignature?) {
        if signature?.takesMessages == true {
            var conversation = Conversation()
            conversation.append(.user, text)
            self = conversation.payload
            return
        }
        let columns = signature?.inputs?.columns ?? []
        let column =
            columns.count == 1 && columns.allSatisfy { $0.type == .scalar(.string) }
            ? columns.first : columns.first { $0.name?.text == "prompt" }
        self.init(column?.name.map { .map([$0.text: .string(text)]) } ?? .string(text))
    }
}
