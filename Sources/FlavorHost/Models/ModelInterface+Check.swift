import FlavorKit

extension ModelInterface {
    /// Says what the model would get of a request, without running it.
    ///
    /// - Parameter parameters: Parameters by the caller's own hand, which go before those of the request.
    /// - Throws: `SchemaMismatch` where the signature refuses the request, or the flavor a parameter.
    public func check(
        _ payload: Payload, parameters: ValueMap = ValueMap()
    ) throws(SchemaMismatch) -> EnforcedInput {
        let known = self.parameters.map(\.name)
        // The caller's own are refused where nobody knows them, as a prediction refuses them.
        if let entry = parameters.entries.first(where: { !known.contains($0.name) }) {
            throw SchemaMismatch(
                "params.\(entry.name)",
                expected: "a parameter of the signature\(flavor.map { " or of \($0.id)" } ?? "")",
                found: "a name that \(flavor == nil ? "it does not have" : "neither has")",
                advice: "flavor predict MODEL --help lists them")
        }
        var payload = payload
        payload.set(parameters)
        var checked = try Enforcement(signature, alternatives: flavor?.inputs ?? []).enforce(payload)
        let named = checked.parameters.entries.map { ($0.name, $0.value) }
        let others = checked.unknownParameters.entries
        checked.parameters = ValueMap()
        checked.unknownParameters = ValueMap()
        for (name, value) in named { checked.parameters[name] = try converted(name, value) ?? value }
        for entry in others {
            if let value = try converted(entry.name, entry.value) {
                checked.parameters[entry.name] = value
            } else {
                let name = ABI.oneLine(entry.name)
                checked.warnings.append("params: \"\(name)\" is not in the signature and was left out")
            }
        }
        return checked
    }

    /// A parameter in the type that the flavor declares; nil where it declares none of that name.
    private func converted(_ name: String, _ value: Value) throws(SchemaMismatch) -> Value? {
        guard let flavor, let declared = flavor.parameters.first(where: { $0.name == name }) else { return nil }
        let check = SettingCheck([declared], kind: "parameter", owner: flavor.id)
        do {
            return try check.check(ValueMap([(name, value)]))[name]
        } catch {
            throw SchemaMismatch(
                "params.\(name)", expected: declared.type.split(separator: "|").joined(separator: " or "),
                found: value.kindName)
        }
    }
}

extension Payload {
    /// Puts parameters over those of the request; where that has no map for them, it stays, to be refused.
    fileprivate mutating func set(_ given: ValueMap) {
        guard !given.isEmpty else { return }
        switch parameters {
        case nil, .null?: parameters = .map(given)
        case .map(var map)?:
            for entry in given.entries { map[entry.name] = entry.value }
            parameters = .map(map)
        default: break
        }
    }
}
