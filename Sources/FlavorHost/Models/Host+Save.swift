import FlavorKit
import JSON

/// A model to save.
public struct SaveRequest: Sendable {
    /// What to save from: a path or a `file:` URI; an artifact of a model follows `#`.
    public var source: String
    /// The model folder to make.
    public var destination: String
    /// The task, as the flavor names it.
    public var task: String?
    /// A JSON file with an example of the input.
    public var inputExamplePath: String?
    /// A JSON file with `inputs`, `outputs` and `params`.
    public var signaturePath: String?
    /// The flavor's options.
    public var options: ValueMap
    /// Whether a folder that is there is replaced.
    public var overwrite: Bool

    /// Creates a request.
    public init(
        source: String, destination: String, task: String? = nil, inputExamplePath: String? = nil,
        signaturePath: String? = nil, options: ValueMap = ValueMap(), overwrite: Bool = false
    ) {
        self.source = source
        self.destination = destination
        self.task = task
        self.inputExamplePath = inputExamplePath
        self.signaturePath = signaturePath
        self.options = options
        self.overwrite = overwrite
    }
}

extension Host {
    /// Saves a model: the destination is absent or whole at any time, whatever happens.
    ///
    /// - Throws: `FlavorError`: no such flavor or source, no format that fits, what the flavor says, or the file system's
    ///   refusal; nothing is left behind.
    public func save(_ request: SaveRequest, flavor id: String, call: CallOptions = CallOptions()) throws(FlavorError) {
        guard let installed = catalogue[id] else { throw unknownFlavor(id) }
        let source = try ModelPlace(request.source).path
        guard Files.exists(source) else {
            throw FlavorError(.notFound, "\(request.source): no such file or folder to save from")
        }
        if Files.exists("\(source)/\(MLmodel.fileName)") { try Files.refuseLinksOut(of: source, in: source) }
        let format = try self.format(of: source, for: installed, named: request.source)
        let options = try saveOptions(request, for: installed)
        let given = try request.signaturePath.map { (path) throws(FlavorError) in try SignatureFile.read(path) }
        let example = try request.inputExamplePath.map { (path) throws(FlavorError) in try SavedExample(path) }
        let plugin = try self.plugin(id)
        var call = call
        // A flavor that saves from a model of its own wraps what that one wraps.
        call.lineage = try call.lineage.adding(folder: source, flavor: id, path: request.source)
        // The files of formats are told by their names, but of a model folder everything is taken.
        if format == MLmodel.formatName {
            try ModelFolderWriter.Place(request.destination).checkIsApart(from: source)
        }
        let writer = try ModelFolderWriter.begin(request.destination, overwrite: request.overwrite)
        do throws(FlavorError) {
            try build(
                ModelBuild(
                    source: source, format: format, options: options, signature: given, example: example),
                with: plugin, in: writer, call: call)
            try writer.commit(isCancelled: { call.cancellation.isCancelled })
        } catch {
            throw writer.discard(after: error)
        }
    }

    /// What a flavor builds a model folder from.
    struct ModelBuild {
        /// An absolute path.
        let source: String
        let format: String
        let options: ValueMap
        /// The signature in place of any other.
        var signature: ModelSignature?
        var example: SavedExample?
        /// What comes from the model that this one is converted from, in place of an example of its own.
        var inherited: InheritedContract?
    }

    /// Has a flavor write a model's files, and writes the host's own beside them.
    func build(
        _ build: ModelBuild, with plugin: LoadedPlugin, in writer: ModelFolderWriter, call: CallOptions
    ) throws(FlavorError) {
        let descriptor = plugin.descriptor
        let entries = try plugin.save(
            source: build.source, format: build.format, folder: writer.folder, options: build.options, call: call)
        var (signature, example) = (build.signature, build.example)
        if signature == nil {
            let own = try entries.parsedSignature(plugin: descriptor.id)
            signature = try build.inherited?.signature(over: own) ?? own
            example = build.inherited?.example(under: signature, for: descriptor) ?? example
            if let example, entries.infersSignature, build.inherited == nil || signature == nil {
                signature = try example.signature(over: own, settings: descriptor.parameters, logger: logger)
            }
        }
        let contents = try ModelFolderContents(
            entries: entries, signature: signature, example: example?.typed(by: signature?.inputs).saved,
            wrapped: build.format == MLmodel.formatName ? build.source : nil)
        try contents.write(with: writer)
    }

    private func format(
        of source: String, for flavor: InstalledFlavor, named path: String
    ) throws(FlavorError) -> String {
        let formats = flavor.descriptor.formats.filter(\.save)
        if let found = formats.first(where: { FormatMatch.missing($0, in: source) == nil }) { return found.name }
        let expected = formats.map { format in
            let files = format.anyOf.map { $0.joined(separator: " + ") }.joined(separator: ", or ")
            return "\(format.name) (\(files))"
        }.joined(separator: ", ")
        throw FlavorError(
            .invalidArgument,
            "\(path): flavor \"\(flavor.id)\" cannot save from this: expected the files of \(expected.isEmpty ? "no format" : expected)"
        )
    }

    private func saveOptions(_ request: SaveRequest, for flavor: InstalledFlavor) throws(FlavorError) -> ValueMap {
        var options = try SettingCheck(flavor.descriptor.options, kind: "option", owner: flavor.id).check(
            request.options)
        if let task = request.task {
            guard flavor.descriptor.tasks.contains(task) else {
                throw FlavorError(
                    .invalidArgument,
                    "task \"\(ABI.oneLine(task))\" is not known to \(flavor.id): expected one of "
                        + flavor.descriptor.tasks.joined(separator: ", "))
            }
            options["task"] = .string(task)
        }
        return options
    }
}
