import ArgumentParser
import FlavorKit
import JSON

/// A setting given as `name=value`.
struct Setting: ExpressibleByArgument {
    let name: String
    let text: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        name = String(parts[0])
        text = String(parts[1])
    }
}

extension [Setting] {
    /// The settings as values: what reads as JSON is that, anything else is text.
    ///
    /// - Parameter declared: Says which settings take text; theirs is JSON only where that has another of their types.
    func values(declared: [FlavorDescriptor.Setting]) throws -> ValueMap {
        ValueMap(
            try map { setting in
                let types = declared.first { $0.name == setting.name }?.type.split(separator: "|") ?? []
                let others = types.filter { $0 != "string" }
                guard let json = try? JSONValue(parsing: setting.text),
                    others.count == types.count || others.contains(where: { json.has(type: $0) })
                else { return (setting.name, .string(setting.text)) }
                do throws(FlavorError) {
                    return (setting.name, try Value(json: json))
                } catch {
                    throw FlavorError(error.code, "\(setting.name): \(error.message)")
                }
            })
    }
}

extension JSONValue {
    /// Whether a value has one of the types that descriptors declare, such as `long` or `[string]`.
    fileprivate func has(type: Substring) -> Bool {
        if type.hasPrefix("["), type.hasSuffix("]") {
            return arrayValue?.allSatisfy { $0.has(type: type.dropFirst().dropLast()) } ?? false
        }
        return switch (type, self) {
        case ("boolean", .bool), ("string", .string), ("long", .integer), ("integer", .integer): true
        case ("double", .integer), ("double", .double), ("float", .integer), ("float", .double): true
        default: false
        }
    }
}
