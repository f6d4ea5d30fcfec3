import FlavorKit
import JSON

/// Checks named settings against what a descriptor declares.
struct SettingCheck {
    private let known: [FlavorDescriptor.Setting]
    private let kind: String
    private let owner: String

    /// - Parameters:
    ///   - kind: "parameter" or "option", for messages.
    ///   - owner: Whose settings they are, for messages.
    init(_ known: [FlavorDescriptor.Setting], kind: String, owner: String) {
        self.known = known
        self.kind = kind
        self.owner = owner
    }

    /// Gives the settings in the types that were declared.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`: an unknown name, with the known ones, or another type.
    func check(_ settings: ValueMap) throws(FlavorError) -> ValueMap {
        try refuseUnknown(settings)
        var checked = ValueMap()
        for entry in settings.entries { checked[entry.name] = try convert(entry) }
        return checked
    }

    /// Whether a setting is declared.
    func knows(_ name: String) -> Bool { known.contains { $0.name == name } }

    /// Refuses settings that are neither declared nor otherwise known.
    ///
    /// - Throws: `FlavorError` with `invalidArgument`, which names those that are known.
    func refuseUnknown(_ settings: ValueMap, beside others: [String] = []) throws(FlavorError) {
        guard let entry = settings.entries.first(where: { !knows($0.name) && !others.contains($0.name) }) else {
            return
        }
        let names = Set(known.map(\.name) + others).sorted()
        throw FlavorError(
            .invalidArgument,
            "\(kind) \"\(ABI.oneLine(entry.name))\" is not known to \(owner): expected one of "
                + (names.isEmpty ? "none" : names.joined(separator: ", ")))
    }

    /// A declared setting in its type.
    ///
    /// - Throws: `FlavorError` with `invalidArgument` where it does not fit.
    func convert(_ entry: ValueMap.Entry) throws(FlavorError) -> Value {
        guard let declared = known.first(where: { $0.name == entry.name }) else { return entry.value }
        return try convert(entry.value, to: declared.type, name: entry.name)
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
