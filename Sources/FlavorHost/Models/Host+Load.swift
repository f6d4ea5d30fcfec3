import FlavorKit
import JSON

extension Host {
    /// Loads a model folder, or a folder in a format that a flavor takes in place.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - flavor: The id of the flavor to use, or nil to choose by the descriptors' claims.
    ///   - options: The flavor's options.
    /// - Throws: `FlavorError`: no such model, no flavor for it, or what the flavor says.
    public func load(
        _ path: String, flavor: String? = nil, options: ValueMap = ValueMap(), call: CallOptions = CallOptions()
    ) throws(FlavorError) -> Model {
        let reference = try ModelReference(path)
        try reference.checkIsWhole(named: path)
        let taken = call.lineage.flavors(for: reference.folder)
        let (installed, match) = try choose(flavor, for: reference, path: path, leavingOut: taken)
        var call = call
        call.lineage = try call.lineage.adding(folder: reference.folder, flavor: installed.id, path: path)
        let plugin = try self.plugin(installed.id)
        let checked = try SettingCheck(plugin.descriptor.options, kind: "option", owner: installed.id).check(options)
        switch (match, reference) {
        case (.claim(let claim), .saved(let model, let folder)):
            // The signature is the whole model's, and so says nothing of a flavor that another one in the same folder answers
            // through.
            let signature = taken.isEmpty ? model.signature : nil
            let stored = try storedEntries(model, folder: folder, key: claim.key)
            let loaded = try plugin.load(
                folder: folder, key: claim.key, flavors: stored.flavors, metadata: stored.metadata, options: checked,
                call: call)
            return Model(
                path: path, plugin: plugin, loaded: loaded, signature: signature, mlmodel: model,
                promisesOutputs: !Self.isPredictedByMLflow(stored.flavors), logger: logger)
        case (.inPlace(let format), _):
            let (entries, stored) = try inPlaceEntries(
                reference.folder, format: format.name, plugin: plugin, options: checked, call: call)
            let signature = try entries.parsedSignature(plugin: installed.id)
            let loaded = try plugin.load(
                folder: stored.folder, key: stored.key, flavors: stored.flavors, metadata: stored.metadata,
                options: checked, call: call)
            return Model(
                path: path, plugin: plugin, loaded: loaded, signature: signature, mlmodel: nil,
                promisesOutputs: !Self.isPredictedByMLflow(stored.flavors), logger: logger)
        default:
            throw FlavorError(.internal, "\(path): the choice of a flavor does not fit the model")
        }
    }

    /// Whether MLflow itself predicts with a model, which describes its outputs in the signature but holds nobody to it.
    private static func isPredictedByMLflow(_ flavors: ValueMap) -> Bool {
        flavors["python_function"]?["loader_module"]?.stringValue?.hasPrefix("mlflow.") == true
    }

    /// A saved model as a flavor that claims one of its keys gets to see it.
    func storedEntries(_ model: MLmodel, folder: String, key: String) throws(FlavorError) -> StoredEntries {
        StoredEntries(
            folder: folder, key: key, flavors: try valueMap(model.flavors, folder),
            metadata: try value(model.members["metadata"] ?? .null, folder))
    }

    /// A folder that is used in place, as its flavor gets to see it.
    func inPlaceEntries(
        _ folder: String, format: String, plugin: LoadedPlugin, options: ValueMap, call: CallOptions
    ) throws(FlavorError) -> (SavedEntries, StoredEntries) {
        let entries = try plugin.save(source: folder, format: format, folder: nil, options: options, call: call)
        guard let key = entries.claimedKey(by: plugin.descriptor) else {
            throw FlavorError(
                .internal, "plug-in \"\(plugin.descriptor.id)\" answered a save without a key that it claims")
        }
        return (
            entries,
            StoredEntries(folder: folder, key: key, flavors: entries.flavors, metadata: .map(entries.metadata))
        )
    }

    /// The id of the flavor that `load` would use; opens no library.
    ///
    /// - Throws: `FlavorError` as `load` does when there is no model, no flavor for it, or a tie.
    public func flavor(for path: String) throws(FlavorError) -> String {
        try choose(nil, for: try ModelReference(path), path: path).0.id
    }

    /// - Parameter taken: Flavors that are not chosen, only named: those that already answer for this model.
    func choose(
        _ id: String?, for reference: ModelReference, path: String, leavingOut taken: Set<String> = []
    ) throws(FlavorError) -> (InstalledFlavor, FlavorChoice.Match) {
        if let id {
            guard let flavor = catalogue[id] else { throw unknownFlavor(id) }
            let match = FlavorChoice.match(flavor.descriptor, reference)
            if case .none(let reason, let fix) = match {
                throw FlavorError(
                    .failedPrecondition, "\(path): flavor \"\(id)\" does not load this model: \(reason): \(fix)")
            }
            return (flavor, match)
        }
        let candidates = candidates(for: reference).filter { !taken.contains($0.flavor.id) }
        if let tied = tie(in: candidates) {
            throw FlavorError(
                .failedPrecondition,
                "\(path): the flavors \(tied.joined(separator: " and ")) load this model equally well: name one with --flavor"
            )
        }
        guard let best = candidates.first else {
            guard let own = taken.sorted().first else { throw noFlavor(for: reference, path: path) }
            throw FlavorError(
                .notFound,
                "\(path): no installed flavor but \(own) loads this model, and \(own) answers through another: install the "
                    + "flavor of the model that it wraps")
        }
        return (best.flavor, best.match)
    }

    func noFlavor(for reference: ModelReference, path: String) -> FlavorError {
        // That is the likelier reason than a model that nobody knows.
        if let lost = flavorWithoutLibrary(for: reference) { return Host.missingLibrary(lost) }
        let found =
            switch reference {
            case .saved(let model, _) where model.flavors.isEmpty: "an MLmodel without flavors"
            case .saved(let model, _) where PythonFunction(model).pickles.isEmpty == false:
                "an MLmodel with the flavors \(model.flavors.map(\.key).joined(separator: ", ")), whose "
                    + (PythonFunction(model).refusal ?? "files are pickles, which are never opened")
            case .saved(let model, _): "an MLmodel with the flavors \(model.flavors.map(\.key).joined(separator: ", "))"
            case .bare: "no MLmodel, and no files of a format that an installed flavor uses in place"
            }
        return FlavorError(
            .notFound, "\(path): no installed flavor loads this model, found \(found): run flavor why \(path)")
    }

    /// A flavor that would load a model if its library were there.
    func flavorWithoutLibrary(for reference: ModelReference) -> InstalledFlavor? {
        catalogue.flavors.first { flavor in
            guard flavor.libraryPath == nil else { return false }
            if case .none = FlavorChoice.match(flavor.descriptor, reference) { return false }
            return true
        }
    }

    private func value(_ json: JSONValue, _ folder: String) throws(FlavorError) -> Value {
        do {
            return try Value(json: json)
        } catch {
            throw FlavorError(error.code, "\(folder)/MLmodel: \(error.message)")
        }
    }

    private func valueMap(_ object: JSONObject, _ folder: String) throws(FlavorError) -> ValueMap {
        try value(.object(object), folder).mapValue ?? ValueMap()
    }
}

extension SavedEntries {
    /// The key whose entry the plug-in's claims cover, conditions included; of several the one that wins.
    package func claimedKey(by descriptor: FlavorDescriptor) -> String? { Self.claimedKey(in: flavors, by: descriptor) }

    static func claimedKey(in flavors: ValueMap, by descriptor: FlavorDescriptor) -> String? {
        let entries = Value.map(flavors).json.objectValue ?? JSONObject()
        return FlavorChoice.claim(of: descriptor, in: entries)?.key
    }

    /// The signature as types.
    func parsedSignature(plugin: String) throws(FlavorError) -> ModelSignature? {
        guard inputs != nil || outputs != nil || params != nil else { return nil }
        do {
            return try ModelSignature(inputsText: inputs, outputsText: outputs, paramsText: params)
        } catch {
            throw FlavorError(
                .internal,
                "plug-in \"\(plugin)\" answered a save with a signature that cannot be read: \(error.message)")
        }
    }
}
