import CFlavor

/// Another model, opened through the host: how a flavor answers through a model that it does not know.
///
/// What it is asked runs under the cancellation, the deadline and the locks of the call that it is asked for. It is closed
/// with the last reference.
public final class HostModel: @unchecked Sendable {
    private let host: HostServices
    private let models: UnsafePointer<flavor_host_models>
    private let handle: OpaquePointer

    init(host: HostServices, models: UnsafePointer<flavor_host_models>, handle: OpaquePointer) {
        self.host = host
        self.models = models
        self.handle = handle
    }

    deinit { flavor_host_models_close(models, handle) }

    /// One result of a prediction, or one delta of a streamed one.
    public struct Output: Sendable {
        /// The result; in a stream what the task defines as a delta.
        public let value: Value
        /// Token ids, finish reason, usage and the like as the task defines them.
        public let info: ValueMap
    }

    /// What the host and the model's own flavor tell of it: `flavor`, `version`, `signature`, `parameters`, `flavors`,
    /// `metadata` and `model`, as the header says.
    ///
    /// - Throws: `FlavorError`: why the model could not be asked.
    public func describe(call: Call) throws(FlavorError) -> ValueMap {
        let outputs = try host.collect(call, from: models) {
            flavor_host_models_describe(models, handle, call.pointer, $0)
        }
        return outputs.first?.value.mapValue ?? ValueMap()
    }

    /// Predicts and returns the one result.
    ///
    /// - Throws: `FlavorError`: what the host says of input and parameters, or the model of the prediction.
    public func predict(
        _ input: Value, parameters: ValueMap = ValueMap(), call: Call
    ) throws(FlavorError) -> Output {
        let encoder = ABI.Encoder()
        defer { withExtendedLifetime(encoder) {} }
        let (input, parameters) = (encoder.encode(input), encoder.encode(.map(parameters)))
        let outputs = try host.collect(call, from: models) {
            flavor_host_models_predict(models, handle, call.pointer, input, parameters, $0)
        }
        guard let output = outputs.first else {
            throw FlavorError(.internal, "the host answered for another model without a result")
        }
        return output
    }

    /// Predicts and hands the deltas over as they come, on the calling thread.
    ///
    /// - Parameter take: Returns `stop` to end the prediction; what it throws ends it too.
    /// - Throws: What the model or `take` throws.
    public func stream(
        _ input: Value, parameters: ValueMap = ValueMap(), call: Call, take: (Output) throws -> Sink.Answer
    ) throws {
        let encoder = ABI.Encoder()
        defer { withExtendedLifetime(encoder) {} }
        let (input, parameters) = (encoder.encode(input), encoder.encode(.map(parameters)))
        try host.receive(call, from: models, isStream: true, take: take) {
            flavor_host_models_predict(models, handle, call.pointer, input, parameters, $0)
        }
    }
}

extension HostServices {
    /// Opens the model in a folder, for the call that is being answered.
    ///
    /// - Parameters:
    ///   - folder: The absolute path of a model folder, or of a folder in a format that a flavor uses in place.
    ///   - flavor: The id of the flavor to load it with. Nil: the one that the host would choose, those left out that
    ///     already answer for this folder on the way down.
    ///   - options: Options of that flavor.
    /// - Throws: `FlavorError`: the host cannot open models, there is no such model, it would answer through itself, or
    ///   what its flavor says.
    public func openModel(
        _ folder: String, flavor: String? = nil, options: ValueMap = ValueMap(), call: Call
    ) throws(FlavorError) -> HostModel {
        guard let table = FLAVOR_HOST_MODELS_ABILITY.withCString({ flavor_host_ability(pointer, $0) }) else {
            throw FlavorError(
                .failedPrecondition, "the host lacks the ability \"\(FLAVOR_HOST_MODELS_ABILITY)\": update the host")
        }
        let models = table.assumingMemoryBound(to: flavor_host_models.self)
        guard flavor_host_models_is_complete(models) != 0 else {
            throw FlavorError(
                .failedPrecondition,
                "the host's ability \"\(FLAVOR_HOST_MODELS_ABILITY)\" is too short: update the host")
        }
        let encoder = ABI.Encoder()
        let options = encoder.encode(.map(options))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_open_request_size(), alignment: 8)
        defer { memory.deallocate() }
        var handle: OpaquePointer?
        let status = ABI.withString(folder) { folder in
            ABI.withString(flavor ?? "") { flavor in
                let request = flavor_open_request_make(memory, folder, flavor, options)
                return flavor_host_models_open(models, call.pointer, request, &handle)
            }
        }
        withExtendedLifetime(encoder) {}
        guard status == 0 else { throw failure(of: models, call, status: status) }
        guard let handle else { throw FlavorError(.internal, "the host opened a model without handing it over") }
        return HostModel(host: self, models: models, handle: handle)
    }

    fileprivate func collect(
        _ call: Call, from models: UnsafePointer<flavor_host_models>, _ ask: (UnsafePointer<flavor_sink>) -> Int32
    ) throws(FlavorError) -> [HostModel.Output] {
        var outputs: [HostModel.Output] = []
        do {
            try receive(
                call, from: models, isStream: false,
                take: {
                    outputs.append($0)
                    return .proceed
                }, ask)
        } catch let error as FlavorError {
            throw error
        } catch {
            throw FlavorError(.unknown, String(describing: error))
        }
        return outputs
    }

    fileprivate func receive(
        _ call: Call, from models: UnsafePointer<flavor_host_models>, isStream: Bool,
        take: (HostModel.Output) throws -> Sink.Answer, _ ask: (UnsafePointer<flavor_sink>) -> Int32
    ) throws {
        let (status, failure) = withoutActuallyEscaping(take) { take in
            let receiver = Receiver(host: self, take: take)
            let status = receiver.withSink(isStream: isStream, ask)
            return (status, receiver.failure)
        }
        if let failure { throw failure }
        guard status == 0 else { throw self.failure(of: models, call, status: status) }
    }

    private func failure(
        of models: UnsafePointer<flavor_host_models>, _ call: Call, status: Int32
    ) -> FlavorError {
        var told: Value = .null
        let receiver = Receiver(host: self) {
            told = $0.value
            return .proceed
        }
        _ = receiver.withSink(isStream: false) { flavor_host_models_failure(models, call.pointer, $0) }
        return FlavorError(
            FlavorError.Code(rawValue: status) ?? .unknown,
            told["message"]?.stringValue ?? "another model failed with status \(status) and told no reason",
            detail: told["detail"]?.stringValue ?? "")
    }
}

/// The sink that a plug-in makes to take what another model emits.
private final class Receiver {
    private let decoder: ABI.Decoder
    private let take: (HostModel.Output) throws -> Sink.Answer
    /// Why no more was taken.
    private(set) var failure: (any Error)?

    init(host: HostServices, take: @escaping (HostModel.Output) throws -> Sink.Answer) {
        decoder = ABI.Decoder(retainingBuffers: { host.retain($0) })
        self.take = take
    }

    func withSink(isStream: Bool, _ body: (UnsafePointer<flavor_sink>) -> Int32) -> Int32 {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: flavor_sink_size(), alignment: 8)
        defer { memory.deallocate() }
        let sink = flavor_sink_make(
            memory, Unmanaged.passUnretained(self).toOpaque(),
            Int32(isStream ? FLAVOR_SINK_STREAM : FLAVOR_SINK_UNARY)
        ) { sink, value, info in
            guard let context = flavor_sink_context(sink) else { return Int32(FLAVOR_EMIT_STOP) }
            let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
            return Int32(receiver.emit(value, info) == .proceed ? FLAVOR_EMIT_CONTINUE : FLAVOR_EMIT_STOP)
        }
        return withExtendedLifetime(self) { body(sink) }
    }

    private func emit(_ value: UnsafePointer<flavor_value>, _ info: UnsafePointer<flavor_value>?) -> Sink.Answer {
        do {
            let info = try info.flatMap { try decoder.decode($0).mapValue } ?? ValueMap()
            return try take(HostModel.Output(value: try decoder.decode(value), info: info))
        } catch {
            failure = error
            return .stop
        }
    }
}
