import FlavorKit
import JSON

/// Checks named settings against what a descriptor, and a model's signature, declare.
struct SettingCheck {
    private let known: [FlavorDescriptor.Setting]
    private let signature: ParamSchema?
    private let kind: String
    private let owner: String

    /// - Parameters:
    ///   - kind: "parameter" or "option", for messages.
    ///   - owner: Whose settings they are, for messages.
    init(_ known: [FlavorDescriptor.Setting], signature: ParamSchema? = nil, kind: String, owner: String) {
        self.known = known
        self.signature = signature
        self.kind = kind
        self.owner = owner
    }

    /// Gives the settings in the types that were declared; one that is left out has the signature's default, as in MLflow.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: an unknown name, with the known ones, or another type.
    func check(_ settings: ValueMap) throws(FlavorError) -> ValueMap {
        var checked = ValueMap()
        for entry in settings.entries {
            if let declared = known.first(where: { $0.name == entry.name }) {
                checked[entry.name] = try convert(entry.value, to: declared.type, name: entry.name)
            } else if signature?.specs.contains(where: { $0.name == entry.name }) == true {
                checked[entry.name] = entry.value
            } else {
                throw unknown(entry.name)
            }
        }
        for spec in signature?.specs ?? [] where settings[spec.name] == nil && spec.defaultValue != .null {
            let value = try Value(json: spec.defaultValue)
            let declared = known.first { $0.name == spec.name }
            checked[spec.name] =
                try declared.map { (declared) throws(FlavorError) in
                    try convert(value, to: declared.type, name: spec.name)
                } ?? value
        }
        return checked
    }

    private func unknown(_ name: String) -> FlavorError {
        let names = (known.map(\.name) + (signature?.specs.map(\.name) ?? [])).sorted()
        return FlavorError(
            .invalidArgument,
            "\(kind) \"\(ABI.oneLine(name))\" is not known to \(owner): expected one of "
                + (names.isEmpty ? "none" : names.joined(separator: ", ")))
    }

    private func convert(_ value: Value, to type: String, name: String) throws(FlavorError) -> Value {
        if value == .null { return .null }
        let alternatives = type.split(separator: "|").map(String.init)
        for alternative in alternatives {
            if let converted = Self.convert(value, to: alternative) { return converted }
        }
        throw FlavorError(
            .invalidArgument,
            "\(kind) \"\(name)\": expected \(alternatives.joined(separator: " or ")), found \(value.kindName)")
    }

    /// The value in one of MLflow's scalar types or a list of it, where nothing is lost; nil where it does not fit.
    private static func convert(_ value: Value, to type: String) -> Value? {
        if type.hasPrefix("["), type.hasSuffix("]") {
            let element = String(type.dropFirst().dropLast())
            guard case .list(let items) = value else { return nil }
            let converted = items.compactMap { convert($0, to: element) }
            return converted.count == items.count ? .list(converted) : nil
        }
        switch (type, value) {
        case ("boolean", .bool), ("long", .int), ("integer", .int), ("double", .double), ("float", .double),
            ("string", .string):
            return value
        case ("double", .int(let number)), ("float", .int(let number)):
            return .double(Double(number))
        case ("long", .double(let number)), ("integer", .double(let number)):
            return number == number.rounded() && abs(number) < 9e15 ? .int(Int64(number)) : nil
        default:
            return nil
        }
    }
}
