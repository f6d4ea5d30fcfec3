import FlavorKit

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

    init(path: String, plugin: LoadedPlugin, loaded: PluginModel, signature: ModelSignature?, mlmodel: MLmodel?) {
        self.path = path
        self.plugin = plugin
        self.loaded = loaded
        self.signature = signature
        self.mlmodel = mlmodel
    }

    /// Predicts and waits for the result.
    ///
    /// - Throws: `FlavorError`: an unknown parameter, what the flavor says, cancellation or deadline.
    public func predict(
        _ input: Value, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> Prediction {
        try loaded.predict(input, parameters: try check(parameters), options: call)
    }

    /// Starts a prediction whose results come as deltas.
    ///
    /// - Throws: `FlavorError` for an unknown parameter; what the flavor says comes from the stream.
    public func stream(
        _ input: Value, parameters: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> PredictionStream {
        try loaded.stream(input, parameters: try check(parameters), options: call)
    }

    private func check(_ parameters: ValueMap) throws(FlavorError) -> ValueMap {
        try SettingCheck(
            plugin.descriptor.parameters, signature: signature?.params, kind: "parameter", owner: plugin.descriptor.id
        ).check(parameters)
    }
}
