import FlavorKit

/// Brings a request's data into what a model's signature promises the model, or refuses it.
///
/// What MLflow takes unharmed, bare or through its server, is taken in every form with the same value; what it would
/// damage is refused; where it refuses a value that could be converted without loss, the value is converted.
public struct Enforcement: Sendable {
    private let inputs: Schema?
    private let outputs: Schema?
    private let params: ParamSchema?
    private let alternatives: [Schema]
    private let rules: RuleSet

    /// Creates the enforcement of a signature.
    ///
    /// - Parameters:
    ///   - signature: The model's; without one data passes as it is.
    ///   - alternatives: Named columns that a flavor takes in place of the model's inputs, when a document has them all.
    public init(_ signature: ModelSignature?, alternatives: [Schema] = []) {
        self.init(signature, alternatives: alternatives, rules: EnforcementRule.allCases)
    }

    /// Creates an enforcement with some of the rules.
    init(_ signature: ModelSignature?, alternatives: [Schema] = [], rules: [EnforcementRule]) {
        inputs = signature?.inputs
        outputs = signature?.outputs
        params = signature?.params
        self.alternatives = alternatives
        self.rules = RuleSet(rules)
    }

    /// Enforces input and parameters.
    ///
    /// - Throws: `SchemaMismatch`, the first one that is found.
    public func enforce(_ payload: Payload) throws(SchemaMismatch) -> EnforcedInput {
        var warnings: [String] = []
        let input = try input(payload, &warnings)
        let (known, unknown) = try ParameterEnforcement(params, rules).enforce(payload.parameters, &warnings)
        return EnforcedInput(input: input, parameters: known, unknownParameters: unknown, warnings: warnings)
    }

    /// Checks what a model gave against the outputs that its signature promises; the value stays as it is.
    ///
    /// - Throws: `SchemaMismatch`, the first one that is found.
    public func check(output: Value) throws(SchemaMismatch) {
        // A list of nothing, for a table without rows, breaks no promise.
        guard let outputs, output != .list([]) else { return }
        var output = output
        // A model may name the one tensor that its signature promises without a name, as MLflow's ONNX models do.
        if let tensor = outputs.tensors?.first, outputs.tensors?.count == 1, tensor.name == nil,
            case .map(let map) = output, map.count == 1, let value = map.entries.first?.value
        {
            output = value
        }
        if case .tensors(let tensors) = outputs.fields, TensorEnforcement.isExact(output, tensors) { return }
        var warnings: [String] = []
        _ = try enforce(Payload(output), outputs, name: "output", &warnings)
    }

    private func input(_ payload: Payload, _ warnings: inout [String]) throws(SchemaMismatch) -> Value {
        let alternative = alternatives.first { schema in
            guard case .map(let map) = payload.data else { return false }
            return schema.requiredNames.allSatisfy { map[$0.text] != nil }
        }
        guard let schema = alternative ?? inputs else { return payload.data }
        return try enforce(payload, schema, name: "input", &warnings)
    }

    private func enforce(
        _ payload: Payload, _ schema: Schema, name: String, _ warnings: inout [String]
    ) throws(SchemaMismatch) -> Value {
        switch schema.fields {
        case .columns(let columns):
            let table = try TableShaping(columns, payload.form, rules, name: name).table(payload)
            return .map(
                try ColumnEnforcement(
                    columns, payload.form, isTable: payload.isTable, rules, name: name
                ).enforce(table, &warnings))
        case .tensors(let tensors):
            if !payload.isTable, TensorEnforcement.isExact(payload.data, tensors) { return payload.data }
            return try TensorEnforcement(tensors, payload.form, rules, name: name).enforce(payload, &warnings)
        }
    }
}

/// What a model gets of a request.
public struct EnforcedInput: Sendable, Equatable {
    /// The input: a table of typed columns, or tensors.
    public var input: Value
    /// The parameters that the signature names, those that were not given with their defaults, in the signature's order.
    public var parameters: ValueMap
    /// The parameters that were given and that the signature does not name.
    public var unknownParameters: ValueMap
    /// What was left out, one sentence each.
    public var warnings: [String]
}

/// The rules that an enforcement applies.
struct RuleSet: Sendable {
    /// A bit for each rule, in the order of the cases; there are fewer than 64.
    private let bits: UInt64

    init(_ rules: [EnforcementRule]) { bits = rules.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }

    /// Whether a rule is applied.
    func has(_ rule: EnforcementRule) -> Bool { bits & 1 << UInt64(rule.rawValue) != 0 }
}
