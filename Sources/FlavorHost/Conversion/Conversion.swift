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
            plan.steps[0].take(try plugin.planExport(try stored(first.flavor), as: first.format, call: call))
            guard steps.count == 2, plan.steps[0].outcome?.byteCount == 0 else { return }
            // Nothing is written, so the next step can be asked at once, through a folder that is gone again.
            try planSave(after: first)
        } else {
            plan.steps[0].take(
                try planSave(first, from: reference.folder, options: steps.count == 1 ? options : ValueMap()))
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
        guard plan.worstKnown == .lossy, !request.allowsLoss else { return }
        let losses = plan.loses.isEmpty ? "something is lost" : ABI.oneLine(plan.loses.joined(separator: "; "))
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
                if step.outcome == nil {
                    plan.steps[index].take(try plugin.planExport(source, as: step.format, call: call))
                    try checkLoss()
                }
                folder = try export(source, step: index, to: path)
                continue
            }
            let isLast = index == plan.steps.count - 1
            if isLast, index > 0 { try checkIsUntouched(writer.folder, since: plan.steps[index - 1].flavor) }
            let options = isLast ? options : ValueMap()
            if step.outcome == nil, !step.isSilent {
                plan.steps[index].take(try planSave(step, from: folder, options: options))
                try checkLoss()
            }
            let build = Host.ModelBuild(
                source: folder, format: step.format, options: options, inherited: isLast ? try inherited() : nil)
            var call = call
            call.lineage = try call.lineage.adding(folder: folder, flavor: step.flavor, path: request.source)
            let inner = isLast ? writer : try ModelFolderWriter.begin(path, overwrite: false)
            do throws(FlavorError) {
                try host.build(build, with: plugin, in: inner, call: call)
            } catch {
                throw ExportedFiles.naming(error, in: folder)
            }
            if isLast { break }
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

    /// What a flavor says of its save; nil where it says nothing.
    private func planSave(
        _ step: ConversionPlan.Step, from folder: String, options: ValueMap
    ) throws(FlavorError) -> ConversionStep? {
        var call = call
        call.lineage = try call.lineage.adding(folder: folder, flavor: step.flavor, path: request.source)
        do throws(FlavorError) {
            return try host.plugin(step.flavor).planSave(
                source: folder, format: step.format, options: options, call: call)
        } catch {
            throw ExportedFiles.naming(error, in: folder)
        }
    }

    private mutating func planSave(after export: ConversionPlan.Step) throws(FlavorError) {
        // Where no folder can be made it shows once the files are there, as for other exports.
        guard let temporary = try? TemporaryFolder() else { return }
        let folder = try self.export(try stored(export.flavor), step: 0, to: temporary.path)
        plan.steps[1].take(try planSave(plan.steps[1], from: folder, options: options))
    }

    /// Has a flavor export a model, for the flavor of the next step.
    ///
    /// - Parameter path: The absolute path of an empty folder.
    /// - Returns: The folder that holds the files.
    private func export(
        _ model: StoredEntries, step index: Int, to path: String
    ) throws(FlavorError) -> String {
        let step = plan.steps[index]
        let existing = try host.plugin(step.flavor).export(model, as: step.format, to: path, call: call)
        let reader = host.catalogue[plan.steps[index + 1].flavor]?.descriptor
        guard let format = reader?.formats.first(where: { $0.save && $0.name == step.format }) else {
            throw FlavorError(.internal, "no flavor saves from \(step.format)")
        }
        let files = ExportedFiles(exporter: step.flavor, format: format)
        guard let existing else {
            try files.checkWritten(path)
            return path
        }
        try files.check(existing)
        return existing
    }

    /// Refuses what was left in the model folder before its flavor gets to write there.
    private func checkIsUntouched(_ folder: String, since flavor: String) throws(FlavorError) {
        guard let name = try Files.names(in: folder).first else { return }
        throw FlavorError(
            .internal, "plug-in \"\(flavor)\" wrote \(ABI.oneLine(name)) outside of the folder that it was given")
    }

    /// What the source has for a result that takes the same input.
    private func inherited() throws(FlavorError) -> InheritedContract? {
        guard case .saved(let model, let folder) = reference else { return nil }
        let path = "\(folder)/input_example.json"
        // An example in a form that is not written here, such as MLflow's split tables, is no reason to fail.
        return InheritedContract(
            signature: model.signature, example: Files.exists(path) ? try? SavedExample(path) : nil)
    }
}
