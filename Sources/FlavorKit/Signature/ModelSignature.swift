/// What a model takes and gives.
public struct ModelSignature: Sendable, Hashable {
    /// What a prediction takes.
    public let inputs: Schema?
    /// What a prediction gives.
    public let outputs: Schema?
    /// What can be set for a prediction beside its input.
    public let params: ParamSchema?

    /// Creates a signature.
    /// - Throws: ``FlavorError`` with `invalidArgument` when all three are missing.
    public init(inputs: Schema? = nil, outputs: Schema? = nil, params: ParamSchema? = nil) throws(FlavorError) {
        guard inputs != nil || outputs != nil || params != nil else {
            throw FlavorError(
                .invalidArgument, "a signature must have at least one of inputs, outputs and params, found none")
        }
        self.inputs = inputs
        self.outputs = outputs
        self.params = params
    }

    /// Reads the texts of an MLmodel; an empty one counts as missing.
    /// - Throws: ``FlavorError`` with `invalidArgument`, which names the text and the place in it.
    public init(inputsText: String?, outputsText: String?, paramsText: String?) throws(FlavorError) {
        func text(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }
        try self.init(
            inputs: text(inputsText).map { (text) throws(FlavorError) in try Schema(parsing: text, path: "inputs") },
            outputs: text(outputsText).map { (text) throws(FlavorError) in try Schema(parsing: text, path: "outputs") },
            params: text(paramsText).map { (text) throws(FlavorError) in try ParamSchema(parsing: text) })
    }

    /// The text of the inputs as MLflow writes it into an MLmodel.
    public var inputsText: String? { inputs?.jsonText }

    /// The text of the outputs as MLflow writes it into an MLmodel.
    public var outputsText: String? { outputs?.jsonText }

    /// The text of the parameters as MLflow writes it into an MLmodel; nil also when there are none to write.
    public var paramsText: String? { params.flatMap { $0.specs.isEmpty ? nil : $0.jsonText } }
}

extension ModelSignature: CustomStringConvertible {
    /// The signature as MLflow prints it, in six lines.
    public var description: String {
        func text(_ schema: (any CustomStringConvertible)?) -> String { schema.map { "\($0)" } ?? "None" }
        return "inputs: \n  \(text(inputs))\noutputs: \n  \(text(outputs))\nparams: \n  \(text(params))\n"
    }
}
