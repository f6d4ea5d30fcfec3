import CFlavor
import FlavorKit

/// A plug-in's functions behind the locks that its descriptor asks for.
final class PluginFunctions: @unchecked Sendable {
    let id: String
    private let pointer: UnsafePointer<flavor_plugin>
    private let concurrency: FlavorDescriptor.Concurrency
    /// Held by save and load, and by every predict of a serial plug-in.
    private let lock = ChainLock()

    init(pointer: UnsafePointer<flavor_plugin>, id: String, concurrency: FlavorDescriptor.Concurrency) {
        self.pointer = pointer
        self.id = id
        self.concurrency = concurrency
    }

    func ability(_ id: String) -> UnsafeRawPointer? { id.withCString { flavor_plugin_ability(pointer, $0) } }

    /// Saves; the answer comes as one emit.
    func save(
        _ call: CallState, to queue: EmissionQueue, mode: Int32, source: String, format: String, folder: String,
        options: ValueMap
    ) throws(FlavorError) {
        let encoder = ABI.Encoder()
        let options = encoder.encode(.map(options))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_save_request_size(), alignment: 8)
        defer { memory.deallocate() }
        try lock.withLock(for: call) { () throws(FlavorError) in
            let status = ABI.withString(source) { source in
                ABI.withString(format) { format in
                    ABI.withString(folder) { folder in
                        let request = flavor_save_request_make(memory, mode, source, format, folder, options)
                        return flavor_plugin_call_save(pointer, call.makePointer(), request, queue.makeSink())
                    }
                }
            }
            try check(status, call)
        }
        withExtendedLifetime(encoder) {}
    }

    /// Whether the plug-in says what a save would do before it does it.
    ///
    /// - Throws: `FlavorError` when its table lacks the function.
    var canPlan: Bool { get throws(FlavorError) { try planAbility != nil } }

    /// Whether the plug-in exports its models.
    ///
    /// - Throws: `FlavorError` when its table lacks a function.
    var canExport: Bool { get throws(FlavorError) { try exportAbility != nil } }

    /// Plans a save; the answer comes as one emit.
    ///
    /// Called only where `canPlan` is true.
    func planSave(
        _ call: CallState, to queue: EmissionQueue, source: String, format: String, options: ValueMap
    ) throws(FlavorError) {
        guard let table = try planAbility else { return }
        let encoder = ABI.Encoder()
        let options = encoder.encode(.map(options))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_save_request_size(), alignment: 8)
        defer { memory.deallocate() }
        try lock.withLock(for: call) { () throws(FlavorError) in
            let status = ABI.withString(source) { source in
                ABI.withString(format) { format in
                    ABI.withString("") { folder in
                        let request = flavor_save_request_make(
                            memory, Int32(FLAVOR_SAVE_COPY), source, format, folder, options)
                        return flavor_plan_call_save(table, pointer, call.makePointer(), request, queue.makeSink())
                    }
                }
            }
            try check(status, call)
        }
        withExtendedLifetime(encoder) {}
    }

    /// Exports a model, or plans it; the answer comes as one emit.
    ///
    /// Called only where `canExport` is true.
    ///
    /// - Parameter folder: Where to, or nil to plan.
    func export(
        _ call: CallState, to queue: EmissionQueue, model: StoredEntries, format: String, folder: String?
    ) throws(FlavorError) {
        guard let table = try exportAbility else { return }
        let encoder = ABI.Encoder()
        let flavors = encoder.encode(.map(model.flavors))
        let metadata = encoder.encode(model.metadata)
        let options = encoder.encode(.map(ValueMap()))
        let inner = UnsafeMutableRawPointer.allocate(byteCount: flavor_load_request_size(), alignment: 8)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_export_request_size(), alignment: 8)
        defer {
            inner.deallocate()
            memory.deallocate()
        }
        try lock.withLock(for: call) { () throws(FlavorError) in
            let status = ABI.withString(model.folder) { modelFolder in
                ABI.withString(model.key) { key in
                    ABI.withString(format) { format in
                        ABI.withString(folder ?? "") { target in
                            let load = flavor_load_request_make(inner, modelFolder, key, flavors, metadata, options)
                            let request = flavor_export_request_make(memory, load, format, target)
                            let (call, sink) = (call.makePointer(), queue.makeSink())
                            return folder == nil
                                ? flavor_export_call_plan(table, pointer, call, request, sink)
                                : flavor_export_call(table, pointer, call, request, sink)
                        }
                    }
                }
            }
            try check(status, call)
        }
        withExtendedLifetime(encoder) {}
    }

    private var planAbility: UnsafePointer<flavor_plan>? {
        get throws(FlavorError) {
            guard let table = ability(FLAVOR_PLAN_ABILITY)?.assumingMemoryBound(to: flavor_plan.self) else {
                return nil
            }
            guard flavor_plan_is_complete(table) != 0 else { throw incomplete(FLAVOR_PLAN_ABILITY, "plan_save") }
            return table
        }
    }

    private var exportAbility: UnsafePointer<flavor_export>? {
        get throws(FlavorError) {
            guard let table = ability(FLAVOR_EXPORT_ABILITY)?.assumingMemoryBound(to: flavor_export.self) else {
                return nil
            }
            guard flavor_export_is_complete(table) != 0 else {
                throw incomplete(FLAVOR_EXPORT_ABILITY, "one of plan_export, export_model")
            }
            return table
        }
    }

    private func incomplete(_ ability: String, _ missing: String) -> FlavorError {
        FlavorError(
            .failedPrecondition,
            "plug-in \"\(id)\": the table of its ability \(ability) lacks \(missing): rebuild it against this host's flavor.h"
        )
    }

    /// Loads a model, to be given back with `unload`.
    func load(
        _ call: CallState, folder: String, key: String, flavors: ValueMap, metadata: Value, options: ValueMap
    ) throws(FlavorError) -> OpaquePointer {
        let encoder = ABI.Encoder()
        let flavors = encoder.encode(.map(flavors))
        let metadata = encoder.encode(metadata)
        let options = encoder.encode(.map(options))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_load_request_size(), alignment: 8)
        defer { memory.deallocate() }
        defer { withExtendedLifetime(encoder) {} }
        return try lock.withLock(for: call) { () throws(FlavorError) in
            var model: OpaquePointer?
            let status = ABI.withString(folder) { folder in
                ABI.withString(key) { key in
                    let request = flavor_load_request_make(memory, folder, key, flavors, metadata, options)
                    return flavor_plugin_call_load(pointer, call.makePointer(), request, &model)
                }
            }
            try check(status, call)
            guard let model else {
                throw FlavorError(.internal, "plug-in \"\(id)\" said it had loaded the model but handed none over")
            }
            return model
        }
    }

    func unload(_ model: OpaquePointer) { flavor_plugin_call_unload(pointer, model) }

    /// Predicts into a queue.
    func predict(
        _ call: CallState, model: OpaquePointer, modelLock: ChainLock, input: Value, parameters: ValueMap,
        to queue: EmissionQueue
    ) throws(FlavorError) {
        let encoder = ABI.Encoder(lender: ABI.Encoder.Lender.hostBuffers)
        let input = encoder.encode(input)
        let parameters = encoder.encode(.map(parameters))
        defer { withExtendedLifetime(encoder) {} }
        try withModel(modelLock, for: call) { () throws(FlavorError) in
            let status = flavor_plugin_call_predict(
                pointer, model, call.makePointer(), input, parameters, queue.makeSink())
            try check(status, call)
        }
    }

    /// Whether the plug-in can tell more of a model than its signature.
    var canDescribe: Bool { descriptionAbility != nil }

    /// Describes a model into a queue.
    ///
    /// Called only where `canDescribe` is true.
    func describe(
        _ call: CallState, model: OpaquePointer, modelLock: ChainLock, to queue: EmissionQueue
    ) throws(FlavorError) {
        guard let table = descriptionAbility else { return }
        try withModel(modelLock, for: call) { () throws(FlavorError) in
            try check(flavor_describe_call(table, pointer, model, call.makePointer(), queue.makeSink()), call)
        }
    }

    private var descriptionAbility: UnsafePointer<flavor_describe>? {
        guard let table = ability(FLAVOR_DESCRIBE_ABILITY)?.assumingMemoryBound(to: flavor_describe.self),
            flavor_describe_is_complete(table) != 0
        else { return nil }
        return table
    }

    /// Runs a body behind the lock that the descriptor asks for in work with a model.
    private func withModel(
        _ modelLock: ChainLock, for call: CallState, _ body: () throws(FlavorError) -> Void
    ) throws(FlavorError) {
        switch concurrency {
        case .serial: try lock.withLock(for: call, body)
        case .serialPerModel: try modelLock.withLock(for: call, body)
        case .reentrant: try body()
        }
    }

    private func check(_ status: Int32, _ call: CallState) throws(FlavorError) {
        if status == 0 { return }
        if call.shouldStop { throw call.stopError }
        throw LoadedPlugin.failure(
            status: status, told: call.firstFailure ?? call.innerFailure(status), subject: "plug-in \"\(id)\"")
    }
}
