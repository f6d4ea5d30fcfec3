import CFlavor
import FlavorKit

/// Texts backwards, by characters or by words.
struct ReverseText: Flavor {
    static let descriptor = FlavorDescriptor(
        id: "reverse-text", version: "1.0.0", summary: "Texts backwards, by characters or by words.",
        claims: [.init(key: "reverse-text")],
        formats: [.init("reversal", anyOf: [["reversal.txt"]], inPlace: true)],
        parameters: [.init("uppercase", type: "boolean", default: false, summary: "Answers in capital letters.")],
        options: [
            .init("unit", type: "string", default: "characters", summary: "What to reverse: characters or words.")
        ],
        concurrency: .reentrant)

    init(host: HostServices) {}

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        let unit = try source.options.string("unit") ?? "characters"
        let configuration: Value = ["unit": .string(unit)]
        return SavedModel(flavors: ValueMap([("reverse-text", configuration)]))
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        switch model.configuration["unit"] {
        case "characters": Reversal(byWords: false)
        case "words": Reversal(byWords: true)
        default: throw FlavorError(.invalidArgument, "MLmodel: reverse-text.unit must be \"characters\" or \"words\"")
        }
    }
}

struct Reversal: FlavorModel {
    let byWords: Bool

    func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws {
        guard let text = input.stringValue else {
            throw FlavorError(.invalidArgument, "input: expected a string, found \(input.kindName)")
        }
        let shown = try parameters.bool("uppercase") == true ? text.uppercased() : text
        let pieces = byWords ? shown.split(separator: " ").map { $0 + " " } : shown.map(String.init)
        if sink.mode == .unary { return _ = sink.emit(.string(pieces.reversed().joined())) }
        for piece in pieces.reversed() {
            try call.checkCancellation()
            if sink.emit(.string(piece)) == .stop { return }
        }
    }
}

@c @implementation
public func flavor_plugin_v1(
    _ host: UnsafePointer<flavor_host>, _ plugin: UnsafeMutablePointer<UnsafePointer<flavor_plugin>?>
) -> flavor_status {
    FlavorEntry.enter(ReverseText.self, host: host, plugin: plugin)
}
