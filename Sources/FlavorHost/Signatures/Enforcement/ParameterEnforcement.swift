import FlavorKit
import JSON

/// Brings parameters into the types of a signature and adds the defaults of those that are not given.
struct ParameterEnforcement {
    private let schema: ParamSchema?
    private let rules: RuleSet

    init(_ schema: ParamSchema?, _ rules: RuleSet) {
        self.schema = schema
        self.rules = rules
    }

    /// The parameters of the signature, those that were given first, and those that were given beside them.
    func enforce(
        _ given: Value?, _ warnings: inout [String]
    ) throws(SchemaMismatch) -> (known: ValueMap, unknown: ValueMap) {
        let map: ValueMap
        switch given {
        case nil, .null?: map = ValueMap()
        case .map(let given)?: map = given
        case let other? where schema == nil:
            warnings.append("params: expected an object, found \(other.kindName), which was left out")
            map = ValueMap()
        case let other?: throw SchemaMismatch("params", expected: "an object", found: other.kindName)
        }
        let specs = schema?.specs ?? []
        if specs.isEmpty && map.isEmpty { return (map, map) }
        let byName = Dictionary(specs.map { (ExactString($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        let given = Set(map.entries.map { ExactString($0.name) })
        var known: [(String, Value)] = []
        var unknown: [(String, Value)] = []
        for entry in map.entries {
            if let spec = byName[ExactString(entry.name)] {
                known.append((entry.name, try enforce(entry.value, spec)))
            } else if rules.has(.unknownParametersAreLeftOut) {
                unknown.append((entry.name, entry.value))
            } else {
                known.append((entry.name, entry.value))
            }
        }
        for spec in specs where rules.has(.parameterDefaults) && !given.contains(ExactString(spec.name)) {
            known.append((spec.name, try defaultValue(spec)))
        }
        return (ValueMap(known), ValueMap(unknown))
    }

    private func defaultValue(_ spec: ParamSpec) throws(SchemaMismatch) -> Value {
        do {
            return try enforce(try Value(json: spec.defaultValue), spec)
        } catch let mismatch as SchemaMismatch {
            throw mismatch
        } catch {
            throw SchemaMismatch(
                "params".member(spec.name), expected: "a default that fits in 64 bits", found: "a larger integer")
        }
    }

    private func enforce(_ value: Value, _ spec: ParamSpec) throws(SchemaMismatch) -> Value {
        let path = "params".member(spec.name)
        switch spec.type {
        case .object(let type):
            // MLflow checks an object and hands it on as it was given.
            _ = try NestedEnforcement(rules, isCheckOnly: true).enforce(
                value, NestedType(.object(type)), isRequired: true, path: path)
            return value
        case .scalar(let type):
            guard spec.isList else { return try scalar(value.scalar, type, path) }
            guard value.cellCount != nil else {
                throw SchemaMismatch(path, expected: "a list of \(type.rawValue)", found: value.kindName)
            }
            var elements: [Value] = []
            for (index, element) in value.cells.enumerated() {
                if element.cellCount != nil, !rules.has(.parameterLists) {
                    elements.append(element)
                } else {
                    elements.append(try scalar(element, type, "\(path)[\(index)]"))
                }
            }
            return .list(elements)
        }
    }

    private func scalar(_ value: Value, _ type: DataType, _ path: String) throws(SchemaMismatch) -> Value {
        if value == .null, rules.has(.nullParameters) { return .null }
        guard rules.has(.parameterTypes) else { return value }
        guard let converted = converted(value, type) else {
            let found =
                type == .datetime && value.stringValue != nil
                ? "text that is no ISO 8601 date or time" : ScalarConversion.describe(value, type)
            throw SchemaMismatch(path, expected: type.rawValue, found: found)
        }
        return converted
    }

    private func converted(_ value: Value, _ type: DataType) -> Value? {
        switch (type, value) {
        case (.boolean, .bool), (.string, .string), (.float, .double), (.double, .double), (.integer, .int),
            (.long, .int), (.datetime, .datetime):
            return value
        case (.float, .int(let number)), (.double, .int(let number)):
            return rules.has(.integerParametersAreNumbers) ? .double(Double(number)) : nil
        case (.integer, .double), (.long, .double): return NumericConversion(rules).integer(value).map(Value.int)
        case (.datetime, .string(let text)):
            if TimeText.isNone(text) { return .null }
            // Unlike in columns, MLflow applies and drops a time zone here, and knows the years 1 to 9999: those that
            // nanoseconds do not reach stay text.
            return CalendarTime(text).map { time in time.nanoseconds.map(Value.datetime) ?? .string(time.isoText) }
        default: return nil
        }
    }
}
