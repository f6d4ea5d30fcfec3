import CFlavor
import FlavorKit

/// A model that a plug-in has loaded; it is unloaded with the last reference.
public final class PluginModel: @unchecked Sendable {
    private let functions: PluginFunctions
    private let model: OpaquePointer
    private let lock = ChainLock()

    init(functions: PluginFunctions, model: OpaquePointer) {
        self.functions = functions
        self.model = model
    }

    deinit { functions.unload(model) }

    /// Predicts and waits for the one result.
    ///
    /// - Throws: `FlavorError`: the plug-in's failure, a breach of the contract, cancellation or deadline.
    public func predict(
        _ input: Value, parameters: ValueMap = ValueMap(), options: CallOptions = CallOptions()
    ) throws(FlavorError) -> Prediction {
        let results = try start(input, parameters: parameters, options: options, isStream: false)
        guard let result = try results.next() else {
            throw FlavorError(.internal, "plug-in \"\(functions.id)\" ended without a result")
        }
        return result
    }

    /// Starts a prediction whose results come as deltas.
    public func stream(
        _ input: Value, parameters: ValueMap = ValueMap(), options: CallOptions = CallOptions()
    ) throws(FlavorError) -> PredictionStream {
        try start(input, parameters: parameters, options: options, isStream: true)
    }

    private func start(
        _ input: Value, parameters: ValueMap, options: CallOptions, isStream: Bool
    ) throws(FlavorError) -> PredictionStream {
        for (what, value) in [("the input", input), ("the parameters", .map(parameters))]
        where value.isDeeper(than: Value.maximumDepth) {
            throw FlavorError(.invalidArgument, "\(what): expected at most \(Value.maximumDepth) levels, found more")
        }
        let call = CallState(options)
        let queue = EmissionQueue(
            call: call, isStream: isStream, plugin: functions.id, stallLimit: options.stallLimit,
            decoder: .retainingHostBuffers)
        try CallThread.start { [self] in
            queue.finish(
                Result { () throws(FlavorError) in
                    try functions.predict(
                        call, model: model, modelLock: lock, input: input, parameters: parameters, to: queue)
                })
        }
        return PredictionStream(queue: queue)
    }
}

extension ABI.Decoder {
    /// Keeps tensors that lie in the host's own buffers instead of copying them.
    static let retainingHostBuffers = ABI.Decoder(retainingBuffers: { buffer in
        guard HostBuffer.retain(buffer) else { return nil }
        nonisolated(unsafe) let buffer = buffer
        return { HostBuffer.release(buffer) }
    })
}
