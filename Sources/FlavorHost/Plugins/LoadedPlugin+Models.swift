import CFlavor
import FlavorKit
import JSON

/// What a plug-in answers a save with.
public struct SavedEntries: Sendable, Equatable {
    /// Configurations by flavor key.
    public var flavors: ValueMap
    /// The signature's three JSON texts, nil where the plug-in gives none.
    public var inputs: String?
    public var outputs: String?
    public var params: String?
    /// Whether an example may tell what the model takes.
    public var infersSignature: Bool
    /// Lines for requirements.txt.
    public var requirements: [String]
    /// Entries for `metadata`.
    public var metadata: ValueMap
}

extension LoadedPlugin {
    /// Loads a model on a thread of its own and waits for it.
    ///
    /// - Parameters:
    ///   - folder: The absolute path of the model folder, or of the source in place.
    ///   - key: The flavor key that the plug-in claims.
    ///   - flavors: All entries under `flavors:`.
    ///   - metadata: The MLmodel's metadata; null where it has none.
    public func load(
        folder: String, key: String, flavors: ValueMap, metadata: Value = .null, options: ValueMap = ValueMap(),
        call: CallOptions = CallOptions()
    ) throws(FlavorError) -> PluginModel {
        let state = CallState(call)
        let functions = functions
        return try Rendezvous.run(state) { () throws(FlavorError) in
            let model = try functions.load(
                state, folder: folder, key: key, flavors: flavors, metadata: metadata, options: options)
            return PluginModel(functions: functions, model: model, lineage: call.lineage)
        }
    }

    /// Has the plug-in save a model on a thread of its own and waits for it.
    ///
    /// - Parameter folder: The absolute path of an empty folder, or nil to use the source where it is.
    public func save(
        source: String, format: String, folder: String?, options: ValueMap = ValueMap(),
        call: CallOptions = CallOptions()
    ) throws(FlavorError) -> SavedEntries {
        let state = CallState(call)
        let functions = functions
        let queue = EmissionQueue(
            call: state, isStream: false, plugin: descriptor.id, stallLimit: nil, decoder: .retainingHostBuffers)
        let mode = Int32(folder == nil ? FLAVOR_SAVE_REFERENCE : FLAVOR_SAVE_COPY)
        try WorkThread.start(at: .here) {
            queue.finish(
                Result { () throws(FlavorError) in
                    try functions.save(
                        state, to: queue, mode: mode, source: source, format: format, folder: folder ?? "",
                        options: options)
                })
        }
        guard let answer = try queue.next() else {
            throw FlavorError(.internal, "plug-in \"\(descriptor.id)\" saved without an answer")
        }
        return try SavedEntries(answer.value, savedBy: descriptor)
    }
}

extension SavedEntries {
    init(_ value: Value, savedBy descriptor: FlavorDescriptor) throws(FlavorError) {
        let plugin = descriptor.id
        func broken(_ field: String, _ expected: String) -> FlavorError {
            FlavorError(.internal, "plug-in \"\(plugin)\" answered a save without \(expected) in \(field)")
        }
        func text(_ value: Value?, _ field: String) throws(FlavorError) -> String? {
            guard let value, value != .null else { return nil }
            guard let text = value.stringValue else { throw broken(field, "JSON text") }
            return text
        }
        guard let flavors = value["flavors"]?.mapValue, !flavors.isEmpty else {
            throw broken("flavors", "a map of entries")
        }
        for entry in flavors.entries {
            guard entry.value.mapValue != nil else { throw broken("flavors.\(entry.name)", "a map") }
        }
        self.flavors = flavors
        guard Self.claimedKey(in: flavors, by: descriptor) != nil else {
            let keys = flavors.entries.map(\.name).joined(separator: ", ")
            throw FlavorError(
                .internal,
                "plug-in \"\(plugin)\" answered a save with the keys \(ABI.oneLine(keys)), none of which its claims cover"
            )
        }
        let signature = value["signature"]
        inputs = try text(signature?["inputs"], "signature.inputs")
        outputs = try text(signature?["outputs"], "signature.outputs")
        params = try text(signature?["params"], "signature.params")
        infersSignature = value["infer_signature"] != false
        requirements = []
        for line in value["requirements"]?.listValue ?? [] {
            guard let line = line.stringValue else { throw broken("requirements", "texts") }
            requirements.append(line)
        }
        metadata = value["metadata"]?.mapValue ?? ValueMap()
    }
}
