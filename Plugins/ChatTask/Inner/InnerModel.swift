import FlavorKit

/// The model that answers: whatever it is, known by what the host tells of it.
struct InnerModel: Sendable {
    private let model: HostModel
    /// The id of its flavor, for messages.
    let flavor: String
    /// The parameters that it takes.
    private let parameters: Set<String>
    /// The column that its prompt goes into; nil where that has no name.
    private let promptColumn: String?
    /// What its flavor says of it; empty where that says nothing.
    let facts: ModelFacts

    /// Opens the model in a folder, the one that another flavor than this one answers with.
    ///
    /// - Parameter options: What its flavor is told for the load.
    /// - Throws: `FlavorError`: why it cannot be opened or described.
    init(
        folder: String, options: ValueMap = ValueMap(), host: HostServices, call: Call
    ) throws(FlavorError) {
        try self.init(host.openModel(folder, options: options, call: call), call: call)
    }

    private init(_ model: HostModel, call: Call) throws(FlavorError) {
        self.model = model
        let description = try model.describe(call: call)
        flavor = description["flavor"]?.stringValue ?? "unknown"
        parameters = Set((description["parameters"]?.listValue ?? []).compactMap(\.stringValue))
        let inputs = try description["signature"]?["inputs"]?.stringValue.map { (text) throws(FlavorError) in
            try Schema(parsing: text, path: "the inputs of the model behind the chat")
        }
        promptColumn = inputs == nil ? "prompt" : inputs?.promptColumn
        facts = ModelFacts(description)
    }

    /// Whether the model takes a parameter.
    func takes(_ parameter: String) -> Bool { parameters.contains(parameter) }

    /// Generates the whole answer.
    func generate(_ prompt: String, _ parameters: ValueMap, call: Call) throws(FlavorError) -> HostModel.Output {
        try model.predict(input(prompt), parameters: parameters, call: call)
    }

    /// Generates an answer piece by piece; the last one has the totals.
    func stream(
        _ prompt: String, _ parameters: ValueMap, call: Call, take: (HostModel.Output) throws -> Sink.Answer
    ) throws {
        try model.stream(input(prompt), parameters: parameters, call: call, take: take)
    }

    private func input(_ prompt: String) -> Value {
        promptColumn.map { .map(ValueMap([($0, .string(prompt))])) } ?? .string(prompt)
    }
}

extension Schema {
    /// The name of the column that a prompt goes into: the only one where it holds text, else one called `prompt`.
    fileprivate var promptColumn: String? {
        let columns = columns ?? []
        let isText = columns.count == 1 && columns.allSatisfy { $0.type == .scalar(.string) }
        return (isText ? columns.first : columns.first { $0.name?.text == "prompt" })?.name?.text
    }
}
