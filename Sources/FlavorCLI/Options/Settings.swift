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
    /// - Parameter declared: Says which settings are text whatever they look like.
    func values(declared: [FlavorDescriptor.Setting]) throws -> ValueMap {
        ValueMap(
            try map { setting in
                let types = declared.first { $0.name == setting.name }?.type.split(separator: "|") ?? []
                if types == ["string"] { return (setting.name, .string(setting.text)) }
                guard let json = try? JSONValue(parsing: setting.text) else {
                    return (setting.name, .string(setting.text))
                }
                do throws(FlavorError) {
                    return (setting.name, try Value(json: json))
                } catch {
                    throw FlavorError(error.code, "\(setting.name): \(error.message)")
                }
            })
    }
}
