import FlavorKit
import Logging
import Synchronization

/// A model that is loaded and ready to predict.
public final class Model: Sendable {
    /// The path that it was loaded from, as the user gave it.
    public let path: String
    /// The flavor's library.
    public let plugin: LoadedPlugin
    /// What it takes and gives, where the model says so.
    public let signature: ModelSignature?
    /// The model folder's MLmodel, or nil for a folder that is used in place.
    public let mlmodel: MLmodel?
    private let loaded: PluginModel
    private let enforcement: Enforcement
    private let settingCheck: SettingCheck
    /// Whether a result is as the signature says, or else wrong.
    private let promisesOutputs: Bool
    private let hasWarned = Atomic<Bool>(false)
    private let logger: Logger

    /// - Parameter promisesOutputs: Whether a result that the signature does not promise is an error; else it is a warning, once.
    init(
        path: String, plugin: LoadedPlugin, loaded: PluginModel, signature: ModelSignature?, mlmodel: MLmodel?,
        promisesOutputs: Bool, logger: Logger
    ) {
        self.path = path
        self.plugin = plugin
        self.loaded = loaded
        self.signature = signature
        self.mlmodel = mlmodel
        self.promisesOutputs = promisesOutputs
        self.logger = logger
        enforcement = Enforcement(signature, alternatives: plugin.descriptor.inputs)
        settingCheck = SettingCheck(plugin.descriptor.parameters, kind: "parameter", owner: plugin.descriptor.id)
    }

    /// Predicts and waits for the result.
    ///
    /// - Parameters:
    ///   - payload: The request; parameters in it that nobody knows are left out with a warning, as in MLflow.
    ///   - parameters: Parameters by the caller's own hand, which go before those of the request.
    /// - Throws: `FlavorError`: input or parameters that the signature refuses, an unknown parameter of the caller's, what
    ///   the flavor says, a result that the signature does not promise, cancellation or deadline.
    public func predict(
        _ payload: Payload, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> Prediction {
        let (input, settings) = try enforce(payload, parameters)
        let prediction = try loaded.predict(input, parameters: settings, options: call)
        do {
            try enforcement.check(output: prediction.value)
        } catch {
            try take(error)
        }
        return prediction
    }

    private func take(_ mismatch: SchemaMismatch) throws(FlavorError) {
        guard promisesOutputs || !hasWarned.exchange(true, ordering: .relaxed) else { return }
        let sentence =
            "flavor \"\(plugin.descriptor.id)\" gave another result than the signature of \(path) promises: \(mismatch)"
        if promisesOutputs { throw FlavorError(.internal, sentence) }
        logger.warning("\(sentence): it is passed on as it is, as MLflow does")
    }

    /// Predicts on a value and waits for the result.
    ///
    /// - Throws: `FlavorError` as for a request.
    public func predict(
        _ input: Value, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> Prediction {
        try predict(Payload(input), parameters: parameters, call: call)
    }

    /// Starts a prediction whose results come as deltas.
    ///
    /// - Throws: `FlavorError` for input and parameters as in a prediction; what the flavor says comes from the stream.
    public func stream(
        _ payload: Payload, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> PredictionStream {
        let (input, settings) = try enforce(payload, parameters)
        return try loaded.stream(input, parameters: settings, options: call)
    }

    /// Starts a prediction on a value.
    ///
    /// - Throws: `FlavorError` as for a request.
    public func stream(
        _ input: Value, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> PredictionStream {
        try stream(Payload(input), parameters: parameters, call: call)
    }

    /// What another flavor needs to know to answer through this model: `flavor`, `version`, `signature` (a map of MLflow's
    /// three JSON texts, or null), `parameters` (the names that a prediction takes), `flavors` and `metadata` (the MLmodel's,
    /// or null) and `model` (what the flavor itself tells, or null).
    ///
    /// - Throws: `FlavorError`: what the flavor says, cancellation or deadline.
    public func describe(call: CallOptions = CallOptions()) throws(FlavorError) -> ValueMap {
        let own = try loaded.describe(options: call)
        let signatureMap: Value? = signature.map { signature in
            [
                "inputs": signature.inputsText.map(Value.string) ?? .null,
                "outputs": signature.outputsText.map(Value.string) ?? .null,
                "params": signature.paramsText.map(Value.string) ?? .null,
            ]
        }
        return [
            "flavor": .string(plugin.descriptor.id), "version": .string(plugin.descriptor.version),
            "signature": signatureMap ?? .null,
            "parameters": .list(interface.parameters.map { .string($0.name) }),
            "flavors": try member("flavors"), "metadata": try member("metadata"),
            "model": own.map(Value.map) ?? .null,
        ]
    }

    private func member(_ key: String) throws(FlavorError) -> Value {
        do {
            return try Value(json: mlmodel?.members[key] ?? .null)
        } catch {
            throw FlavorError(error.code, "\(path)/\(MLmodel.fileName): \(key): \(error.message)")
        }
    }

    /// The input as the signature promises it, and the parameters that signature and flavor know.
    private func enforce(
        _ payload: Payload, _ parameters: ValueMap
    ) throws(FlavorError) -> (input: Value, parameters: ValueMap) {
        let enforced: EnforcedInput
        if parameters.isEmpty {
            enforced = try enforce(payload)
        } else {
            enforced = try enforce(try overlaid(payload, with: parameters))
        }
        var settings = ValueMap()
        for entry in enforced.parameters.entries {
            settings[entry.name] = settingCheck.knows(entry.name) ? try settingCheck.convert(entry) : entry.value
        }
        for entry in enforced.unknownParameters.entries {
            if settingCheck.knows(entry.name) {
                settings[entry.name] = try settingCheck.convert(entry)
            } else {
                logger.warning("parameter \"\(ABI.oneLine(entry.name))\" is not known and was left out")
            }
        }
        for warning in enforced.warnings { logger.warning("\(warning)") }
        return (enforced.input, settings)
    }

    private func enforce(_ payload: Payload) throws(FlavorError) -> EnforcedInput {
        do { return try enforcement.enforce(payload) } catch { throw error.error(in: payload.source) }
    }

    private func overlaid(_ payload: Payload, with parameters: ValueMap) throws(FlavorError) -> Payload {
        try settingCheck.refuseUnknown(parameters, beside: signature?.params?.specs.map(\.name) ?? [])
        var merged: ValueMap
        switch payload.parameters {
        case nil, .null?: merged = ValueMap()
        case .map(let map)?: merged = map
        case let other?:
            throw SchemaMismatch("params", expected: "an object", found: other.kindName).error()
        }
        for entry in parameters.entries { merged[entry.name] = entry.value }
        var payload = payload
        payload.parameters = .map(merged)
        return payload
    }
}
