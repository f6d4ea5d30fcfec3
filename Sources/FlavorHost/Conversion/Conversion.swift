import FlavorKit
import JSON

/// A conversion along one way, planned and then carried out.
struct Conversion {
    let host: Host
    let request: ConversionRequest
    let reference: ModelReference
    private(set) var plan: ConversionPlan
    let call: CallOptions
    private let options: ValueMap
    private let matches: [String: FlavorChoice.Match]

    /// Plans the steps as far as their files are there.
    ///
    /// - Throws: `FlavorError`: why a flavor cannot do its part.
    init(
        host: Host, request: ConversionRequest, reference: ModelReference, options: ValueMap,
        steps: [ConversionPlan.Step], matches: [String: FlavorChoice.Match], call: CallOptions
    ) throws(FlavorError) {
        self.host = host
        self.request = request
        self.reference = reference
        self.options = options
        self.matches = matches
        self.call = call
        plan = ConversionPlan(steps: steps)
        guard let first = steps.first else { return }
        let plugin = try host.plugin(first.flavor)
        if first.action == .export {
            plan.steps[0].outcome = try plugin.planExport(
                try stored(first.flavor), as: first.format, call: call)
            guard steps.count == 2, plan.steps[0].outcome?.byteCount == 0 else { return }
            // Nothing is written, so the next step can be asked at once, through a folder that is gone again.
            try planSave(after: first)
        } else {
            plan.steps[0].outcome = try plugin.planSave(
                source: reference.folder, format: first.format, options: steps.count == 1 ? options : ValueMap(),
                call: call)
        }
    }

    /// The versions of the host and of the flavors on the way.
    var versions: JSONObject {
        var versions: JSONObject = ["flavor": .string(HostVersion.current)]
        for step in plan.steps {
            versions[step.flavor] = host.catalogue[step.flavor].map { .string($0.descriptor.version) }
        }
        return versions
    }

    /// Refuses a loss that nobody allowed.
    func checkLoss() throws(FlavorError) {
        guard plan.fidelity == .lossy, !request.allowsLoss else { return }
        let losses = plan.loses.isEmpty ? "something is lost" : plan.loses.joined(separator: "; ")
        throw FlavorError(
            .failedPrecondition,
            "\(request.source): the conversion to \(request.flavor) is lossy (\(losses)): add --allow-lossy")
    }

    /// Carries the steps out; what is needed on the way stays beside the model folder until the writer is done.
    mutating func run(in writer: ModelFolderWriter) throws(FlavorError) {
        let scratch = writer.container.scratch
        try Files.createFolder(scratch)
        var folder = reference.folder
        var model: StoredEntries?
        for index in plan.steps.indices {
            let step = plan.steps[index]
            let plugin = try host.plugin(step.flavor)
            // Flavors name what they save after its folder.
            let path = "\(scratch)/\(index)/\(FilePath.name(of: reference.folder))"
            if step.action == .export {
                try Files.createFolder(path)
                let source = if let model { model } else { try stored(step.flavor) }
                folder = try plugin.export(source, as: step.format, to: path, call: call)
                continue
            }
            let isLast = index == plan.steps.count - 1
            let options = isLast ? options : ValueMap()
            if plan.steps[index].outcome == nil {
                plan.steps[index].outcome = try plugin.planSave(
                    source: folder, format: step.format, options: options, call: call)
                try checkLoss()
            }
            let build = Host.ModelBuild(
                source: folder, format: step.format, options: options, example: isLast ? try example() : nil)
            var call = call
            call.lineage = try call.lineage.adding(folder: folder, flavor: step.flavor, path: request.source)
            guard !isLast else {
                try host.build(build, with: plugin, in: writer, call: call)
                break
            }
            let inner = try ModelFolderWriter.begin(path, overwrite: false)
            try host.build(build, with: plugin, in: inner, call: call)
            try inner.commit()
            folder = path
            model = try stored(step.flavor, in: path)
        }
        try Files.remove(scratch)
    }

    /// The source as a flavor gets to see it that loads it.
    private func stored(_ flavor: String) throws(FlavorError) -> StoredEntries {
        switch (reference, matches[flavor]) {
        case (.saved(let model, let folder), .claim(let claim)):
            return try host.storedEntries(model, folder: folder, key: claim.key)
        case (.bare(let folder), .inPlace(let format)):
            let plugin = try host.plugin(flavor)
            return try host.inPlaceEntries(
                folder, format: format.name, plugin: plugin, options: ValueMap(), call: call
            ).1
        default:
            throw FlavorError(.internal, "\(request.source): flavor \"\(flavor)\" does not load this model")
        }
    }

    /// A model that was saved on the way.
    private func stored(_ flavor: String, in folder: String) throws(FlavorError) -> StoredEntries {
        let model = try MLmodel(contentsOfFolder: folder)
        guard let descriptor = host.catalogue[flavor]?.descriptor,
            let claim = FlavorChoice.claim(of: descriptor, in: model.flavors)
        else { throw FlavorError(.internal, "flavor \"\(flavor)\" does not claim what it saved") }
        return try host.storedEntries(model, folder: folder, key: claim.key)
    }

    private mutating func planSave(after export: ConversionPlan.Step) throws(FlavorError) {
        let path = try TemporaryFolder()
        let folder = try host.plugin(export.flavor).export(
            try stored(export.flavor), as: export.format, to: path.path, call: call)
        plan.steps[1].outcome = try host.plugin(plan.steps[1].flavor).planSave(
            source: folder, format: export.format, options: options, call: call)
    }

    /// The source's own example, for a result that takes the same input.
    private func example() throws(FlavorError) -> SavedExample? {
        guard case .saved(_, let folder) = reference, plan.steps.last?.format != MLmodel.formatName else { return nil }
        let path = "\(folder)/input_example.json"
        // An example in a form that is not written here, such as MLflow's split tables, is no reason to fail.
        return Files.exists(path) ? try? SavedExample(path) : nil
    }
}
