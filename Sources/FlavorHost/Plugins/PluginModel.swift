import CFlavor
import FlavorKit

/// A model that a plug-in has loaded; it is unloaded with the last reference.
public final class PluginModel: @unchecked Sendable {
    private let functions: PluginFunctions
    private let model: OpaquePointer
    private let lock = ChainLock()
    /// The models on the way down to this one, itself included.
    private let lineage: ModelLineage

    init(functions: PluginFunctions, model: OpaquePointer, lineage: ModelLineage) {
        self.functions = functions
        self.model = model
        self.lineage = lineage
    }

    deinit { functions.unload(model) }

    /// Predicts and waits for the one result.
    ///
    /// - Throws: `FlavorError`: the plug-in's failure, a breach of the contract, cancellation or deadline.
    public func predict(
        _ input: Value, parameters: ValueMap = ValueMap(), options: CallOptions = CallOptions()
    ) throws(FlavorError) -> Prediction {
        try only(try predict(input, parameters: parameters, options: options, isStream: false))
    }

    /// What the flavor knows of the model beyond its signature; nil where it tells nothing.
    ///
    /// - Throws: `FlavorError` as a prediction does.
    public func describe(options: CallOptions = CallOptions()) throws(FlavorError) -> ValueMap? {
        guard functions.canDescribe else { return nil }
        let queue = try start(options, isStream: false) { [self] (call, queue) throws(FlavorError) in
            try functions.describe(call, model: model, modelLock: lock, to: queue)
        }
        guard let description = try only(queue).value.mapValue else {
            throw FlavorError(.internal, "plug-in \"\(functions.id)\" described a model with something else than a map")
        }
        return description
    }

    /// Starts a prediction whose results come as deltas.
    public func stream(
        _ input: Value, parameters: ValueMap = ValueMap(), options: CallOptions = CallOptions()
    ) throws(FlavorError) -> PredictionStream {
        PredictionStream(queue: try predict(input, parameters: parameters, options: options, isStream: true))
    }

    private func only(_ queue: EmissionQueue) throws(FlavorError) -> Prediction {
        // A plug-in that has not ended yet is told that nobody waits any more.
        defer { if queue.call.isStoppable { queue.abandon() } }
        guard let result = try queue.next() else {
            throw FlavorError(.internal, "plug-in \"\(functions.id)\" ended without a result")
        }
        return result
    }

    private func predict(
        _ input: Value, parameters: ValueMap, options: CallOptions, isStream: Bool
    ) throws(FlavorError) -> EmissionQueue {
        try Self.checkDepth(input, "the input")
        if !parameters.isEmpty { try Self.checkDepth(.map(parameters), "the parameters") }
        return try start(options, isStream: isStream) { [self] (call, queue) throws(FlavorError) in
            try functions.predict(
                call, model: model, modelLock: lock, input: input, parameters: parameters, to: queue)
        }
    }

    private static func checkDepth(_ value: Value, _ what: String) throws(FlavorError) {
        guard value.isDeeper(than: Value.maximumDepth) else { return }
        throw FlavorError(.invalidArgument, "\(what): expected at most \(Value.maximumDepth) levels, found more")
    }

    private func start(
        _ options: CallOptions, isStream: Bool,
        _ body: @escaping @Sendable (CallState, EmissionQueue) throws(FlavorError) -> Void
    ) throws(FlavorError) -> EmissionQueue {
        // The one result of a call that nobody can stop needs no second thread, which costs more than a small model does.
        let isDirect = !isStream && !options.isStoppable && CallThread.callerHasRoom
        let call = CallState(options, lineage: lineage, isStoppable: !isDirect)
        let queue = EmissionQueue(
            call: call, isStream: isStream, plugin: functions.id, stallLimit: options.stallLimit,
            decoder: .retainingHostBuffers)
        if isDirect {
            queue.finish(Result { () throws(FlavorError) in try body(call, queue) })
        } else {
            try WorkThread.start(at: isStream ? .anywhere : .here) {
                queue.finish(Result { () throws(FlavorError) in try body(call, queue) })
            }
        }
        return queue
    }
}

extension ABI.Encoder.Lender {
    /// Lends tensors to a plug-in in buffers of the host's, which it may keep without a copy.
    nonisolated(unsafe) static let hostBuffers = ABI.Encoder.Lender(lend: HostBuffer.lend, takeBack: HostBuffer.release)
}

extension ABI.Decoder {
    /// Keeps tensors that lie in the host's own buffers instead of copying them.
    static let retainingHostBuffers = ABI.Decoder(retainingBuffers: { buffer in
        guard HostBuffer.retain(buffer) else { return nil }
        nonisolated(unsafe) let buffer = buffer
        return { HostBuffer.release(buffer) }
    })
}
