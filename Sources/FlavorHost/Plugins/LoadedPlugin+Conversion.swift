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
        guard try functions.canPlan else { return nil }
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
    /// - Returns: The absolute path of another folder that has the format already; nil where the files are in that one.
    func export(
        _ model: StoredEntries, as format: String, to folder: String, call: CallOptions
    ) throws(FlavorError) -> String? {
        try checkExports()
        let functions = functions
        let value = try answer(call) { (state, queue) throws(FlavorError) in
            try functions.export(state, to: queue, model: model, format: format, folder: folder)
        }
        guard let answer = value.mapValue else { throw broken("an export", "a map") }
        guard let existing = answer["folder"], existing != .null else { return nil }
        guard let path = existing.stringValue, FilePath.isAbsolute(path), !path.utf8.contains(0), Files.isFolder(path)
        else { throw broken("an export", "the absolute path of a folder in folder") }
        return path
    }

    private func checkExports() throws(FlavorError) {
        guard try functions.canExport else {
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
        try WorkThread.start {
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
        guard case .int(let bytes)? = value["bytes"], bytes >= 0 else {
            throw broken("a plan", "an integer from 0 in bytes")
        }
        return ConversionStep(fidelity, loses: try losses(value["loses"]), byteCount: Int(bytes))
    }

    /// More are no help to who has to decide.
    private static let mostLosses = 100

    private func losses(_ value: Value?) throws(FlavorError) -> [String] {
        guard let value, value != .null else { return [] }
        guard let items = value.listValue, items.count <= Self.mostLosses else {
            throw broken("a plan", "a list of at most \(Self.mostLosses) texts in loses")
        }
        var losses: [String] = []
        for item in items {
            guard let text = item.stringValue else { throw broken("a plan", "texts in loses") }
            losses.append(ABI.oneLine(text))
        }
        return losses
    }

    private func broken(_ what: String, _ expected: String) -> FlavorError {
        FlavorError(.internal, "plug-in \"\(descriptor.id)\" answered \(what) without \(expected)")
    }
}
