import CFlavor
import FlavorKit
import Foundation

/// Hugging Face folders kept whole, file by file, and answered for by whatever flavor runs them.
struct HubArchive: Flavor {
    static let descriptor = FlavorDescriptor(
        id: "hub-archive", version: "2.1.0", summary: "Hugging Face folders kept whole.",
        claims: [.init(key: "hub-archive")],
        formats: [.init("huggingface", anyOf: [["config.json", "*.safetensors"]], export: true)],
        parameters: [
            .init("max_new_tokens", type: "long", summary: "How many tokens to generate at most."),
            .init("do_sample", type: "boolean", summary: "Whether to draw tokens at random."),
            .init("return_full_text", type: "boolean", summary: "Whether the answer begins with the prompt."),
            .init("output_logits", type: "boolean", summary: "Whether to tell the logits of each token."),
        ],
        requiredHostAbilities: ["flavor.host.models/1"])

    let host: HostServices

    init(host: HostServices) { self.host = host }

    func save(_ source: ModelSource, to folder: String?, call: Call) throws -> SavedModel {
        guard let folder else { throw FlavorError(.unimplemented, "an archive is a copy, and is not used in place") }
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted()
        try FileManager.default.createDirectory(atPath: "\(folder)/archive", withIntermediateDirectories: false)
        for name in names {
            try call.checkCancellation()
            // What is saved holds no links, and what it is saved from may be made of them.
            let file = URL(fileURLWithPath: "\(source.path)/\(name)").resolvingSymlinksInPath()
            try FileManager.default.copyItem(atPath: file.path, toPath: "\(folder)/archive/\(name)")
        }
        let entry: Value = ["files": .list(names.map(Value.string))]
        return SavedModel(flavors: ValueMap([("hub-archive", entry)]))
    }

    func load(_ model: StoredModel, call: Call) throws -> any FlavorModel {
        ArchivedModel(model: try host.openModel("\(model.folder)/archive", call: call))
    }
}

/// It is exported by links: nothing is copied.
extension HubArchive: ExportingFlavor {
    func plan(_ model: StoredModel, as format: String, call: Call) throws -> ConversionStep {
        guard !files(of: model).isEmpty else { throw FlavorError(.dataLoss, "the archive has lost its list of files") }
        return ConversionStep(.exact, byteCount: 0)
    }

    func export(_ model: StoredModel, as format: String, to folder: String, call: Call) throws -> ExportedModel {
        for name in files(of: model) {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: "\(model.folder)/archive/\(name)")
        }
        return .written
    }

    private func files(of model: StoredModel) -> [String] {
        model.configuration["files"]?.listValue?.compactMap(\.stringValue) ?? []
    }
}

struct ArchivedModel: FlavorModel {
    let model: HostModel

    func predict(_ input: Value, parameters: Parameters, call: Call, sink: Sink) throws {
        guard sink.mode == .stream else {
            let answer = try model.predict(input, parameters: parameters.values, call: call)
            _ = sink.emit(answer.value, info: answer.info)
            return
        }
        try model.stream(input, parameters: parameters.values, call: call) { sink.emit($0.value, info: $0.info) }
    }
}

@c @implementation
public func flavor_plugin_v1(
    _ host: UnsafePointer<flavor_host>, _ plugin: UnsafeMutablePointer<UnsafePointer<flavor_plugin>?>
) -> flavor_status {
    FlavorEntry.enter(HubArchive.self, host: host, plugin: plugin)
}
