import FlavorKit

/// A model as the plug-in that claims it gets to see it.
struct StoredEntries: Sendable {
    /// The absolute path of the model folder, or of the source in place.
    let folder: String
    /// The flavor key that the plug-in claims.
    let key: String
    /// All entries under `flavors:`.
    let flavors: ValueMap
    /// The MLmodel's metadata; null where it has none.
    let metadata: Value
}

extension LoadedPlugin {
    /// What a save would do, or nil where the plug-in does not say.
    func planSave(
        source: String, format: String, options: ValueMap, call: CallOptions
    ) throws(FlavorError) -> ConversionStep? {
        guard functions.canPlan else { return nil }
        let functions = functions
        return try step(
            try answer(call) { (state, queue) throws(FlavorError) in
                try functions.planSave(state, to: queue, source: source, format: format, options: options)
            })
    }

    /// What an export would do.
    func planExport(_ model: StoredEntries, as format: String, call: CallOptions) throws(FlavorError) -> ConversionStep
    {
        try checkExports()
        let functions = functions
        return try step(
            try answer(call) { (state, queue) throws(FlavorError) in
                try functions.export(state, to: queue, model: model, format: format, folder: nil)
            })
    }

    /// Exports a model.
    ///
    /// - Parameter folder: The absolute path of an empty folder.
    /// - Returns: The folder that holds the files: that one, or another that has the format already.
    func export(
        _ model: StoredEntries, as format: String, to folder: String, call: CallOptions
    ) throws(FlavorError) -> String {
        try checkExports()
        let functions = functions
        let value = try answer(call) { (state, queue) throws(FlavorError) in
            try functions.export(state, to: queue, model: model, format: format, folder: folder)
        }
        guard let existing = value["folder"], existing != .null else { return folder }
        guard let path = existing.stringValue, path.utf8.first == UInt8(ascii: "/"), Files.isFolder(path) else {
            throw broken("an export", "an absolute path of a folder in folder")
        }
        return path
    }

    private func checkExports() throws(FlavorError) {
        guard functions.canExport else {
            throw FlavorError(
                .internal,
                "plug-in \"\(descriptor.id)\" names formats that it exports to, but lacks the ability flavor.export/1")
        }
    }

    private func answer(
        _ options: CallOptions,
        _ body: @escaping @Sendable (CallState, EmissionQueue) throws(FlavorError) -> Void
    ) throws(FlavorError) -> Value {
        let state = CallState(options)
        let queue = EmissionQueue(
            call: state, isStream: false, plugin: descriptor.id, stallLimit: nil, decoder: .retainingHostBuffers)
        try CallThread.start {
            queue.finish(Result { () throws(FlavorError) in try body(state, queue) })
        }
        guard let answer = try queue.next() else {
            throw FlavorError(.internal, "plug-in \"\(descriptor.id)\" ended without an answer")
        }
        return answer.value
    }

    private func step(_ value: Value) throws(FlavorError) -> ConversionStep {
        guard let fidelity = value["fidelity"]?.stringValue.flatMap(ConversionStep.Fidelity.init) else {
            throw broken("a plan", "exact, numeric or lossy in fidelity")
        }
        var loses: [String] = []
        for text in value["loses"]?.listValue ?? [] {
            guard let text = text.stringValue else { throw broken("a plan", "texts in loses") }
            loses.append(ABI.oneLine(text))
        }
        guard case .int(let bytes)? = value["bytes"], bytes >= 0 else {
            throw broken("a plan", "an integer from 0 in bytes")
        }
        return ConversionStep(fidelity, loses: loses, byteCount: Int(bytes))
    }

    private func broken(_ what: String, _ expected: String) -> FlavorError {
        FlavorError(.internal, "plug-in \"\(descriptor.id)\" answered \(what) without \(expected)")
    }
}
