import FlavorKit

extension ModelSignature {
    /// Infers a signature from examples, as MLflow's `infer_signature` does.
    ///
    /// Inputs or outputs that have no type become one column of `any`, with a warning that says which place was to blame.
    ///
    /// - Parameters:
    ///   - input: What a prediction takes.
    ///   - output: What a prediction gives.
    ///   - params: Parameters, whose values become their defaults; an empty map is none.
    /// - Throws: `FlavorError` with `invalidArgument` when a parameter cannot be one, or there is no example at all.
    public static func infer(
        input: Example?, output: Example? = nil, params: ValueMap? = nil
    ) throws(FlavorError) -> (signature: ModelSignature, warnings: [String]) {
        var warnings: [String] = []
        func schema(_ example: Example?, _ name: String) throws(FlavorError) -> Schema? {
            guard let example, !example.isNull else { return nil }
            do throws(FlavorError) {
                return try Schema.infer(from: example, path: name)
            } catch {
                warnings.append("\(error.message); the \(name) are taken as Any, of which nothing is checked")
                return try Schema(columns: [ColSpec(.any)])
            }
        }
        let inputs = try schema(input, "inputs")
        let outputs = try schema(output, "outputs")
        let signature = try ModelSignature(
            inputs: inputs, outputs: outputs, params: try self.params(inferredFrom: params))
        return (signature, warnings)
    }

    /// The schema of some parameters; nil when there are none.
    static func params(inferredFrom params: ValueMap?) throws(FlavorError) -> ParamSchema? {
        guard let params, !params.isEmpty else { return nil }
        return try ParamSchema.infer(from: params)
    }
}
