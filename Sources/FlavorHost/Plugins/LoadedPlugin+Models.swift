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
            return PluginModel(functions: functions, model: model)
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
        try CallThread.start {
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
        return try SavedEntries(answer.value, plugin: descriptor.id)
    }
}

extension SavedEntries {
    init(_ value: Value, plugin: String) throws(FlavorError) {
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
        let signature = value["signature"]
        inputs = try text(signature?["inputs"], "signature.inputs")
        outputs = try text(signature?["outputs"], "signature.outputs")
        params = try text(signature?["params"], "signature.params")
        requirements = []
        for line in value["requirements"]?.listValue ?? [] {
            guard let line = line.stringValue else { throw broken("requirements", "texts") }
            requirements.append(line)
        }
        metadata = value["metadata"]?.mapValue ?? ValueMap()
    }
}

/// Waiting for work that runs on a call thread.
enum Rendezvous {
    private static let graceAfterStop: Int64 = 1_000_000_000

    /// Runs a body on a call thread and waits for what it gives; gives up a second after the call was to stop.
    static func run<Output: Sendable>(
        _ call: CallState, _ body: @escaping @Sendable () throws(FlavorError) -> Output
    ) throws(FlavorError) -> Output {
        let place = Place<Output>()
        let token = call.cancellation.add { place.monitor.locked { place.monitor.wakeAll() } }
        defer { call.cancellation.remove(token) }
        try CallThread.start {
            let result = Result { () throws(FlavorError) in try body() }
            place.monitor.locked {
                place.result = result
                place.monitor.wakeAll()
            }
        }
        let result: Result<Output, FlavorError> = place.monitor.locked {
            var giveUpTime: Int64?
            while true {
                if let result = place.result { return result }
                if call.shouldStop {
                    let limit = giveUpTime ?? MonotonicClock.now + graceAfterStop
                    giveUpTime = limit
                    if MonotonicClock.now >= limit { return .failure(call.stopError) }
                    place.monitor.wait(until: limit)
                } else {
                    place.monitor.wait(until: call.deadline)
                }
            }
        }
        return try result.get()
    }

    private final class Place<Output: Sendable>: @unchecked Sendable {
        let monitor = Monitor()
        /// Guarded by the monitor.
        var result: Result<Output, FlavorError>?
    }
}
