import FlavorKit
import PluginFiles

/// Where the files of a model lie that an MLmodel describes.
struct SavedLocation: Equatable {
    let modelFolder: String
    let tokenizerFolder: String

    /// The key that names a source folder which is used where it is.
    static let sourceKey = "source_folder"

    /// - Throws: `FlavorError` when the weights are neither with the model nor brought, a path leads out of the model folder, or
    ///   an adapter has to be applied to the weights.
    init(_ model: StoredModel) throws(FlavorError) {
        let entries = model.configuration
        let given = try model.options.string(TransformersPipeline.Option.weights)
        if let adapter = entries["peft_adaptor"], adapter != .null {
            throw FlavorError(
                .unimplemented,
                "MLmodel: \(model.key).peft_adaptor: the model is an adapter of PEFT over other weights, which is not applied "
                    + "here: merge it into them with merge_and_unload() and save the result")
        }
        if let source = entries[Self.sourceKey] {
            try Self.refuse(given)
            // In place the model folder is the source; a path to anywhere else comes from a file and is not followed.
            guard source == .string(model.folder) else {
                throw FlavorError(
                    .failedPrecondition,
                    "MLmodel: \(model.key).\(Self.sourceKey) names a folder outside the model's: save "
                        + "the model with its files")
            }
            modelFolder = model.folder
            tokenizerFolder = model.folder
        } else if let binary = entries["model_binary"] ?? Self.oldFolder(model) {
            try Self.refuse(given)
            let name = try Self.inside(binary, "\(model.key).model_binary")
            modelFolder = "\(model.folder)/\(name)"
            tokenizerFolder = "\(model.folder)/\(ModelFiles.tokenizerFolder)"
            guard FileSystem.exists(modelFolder) else {
                throw FlavorError(
                    .notFound,
                    "MLmodel: \(model.key).model_binary: expected the folder \(name) in the model folder, found none")
            }
            for folder in [modelFolder, tokenizerFolder] where FileSystem.isInside(model.folder, folder) == false {
                throw FlavorError(
                    .invalidArgument,
                    "\(folder): expected a folder inside the model folder, found a link that leads out of it: save the "
                        + "model again with its files")
            }
        } else {
            guard let given else { throw Self.noWeights(entries, model) }
            modelFolder = given
            tokenizerFolder = try Self.tokenizerFolder(entries, model, weights: given)
        }
    }

    /// Whether weights may be brought to a model that refers to them.
    private static func refuse(_ weights: String?) throws(FlavorError) {
        guard let weights else { return }
        throw FlavorError(
            .invalidArgument,
            "the model has its own weights: leave out \(weights), or save that folder as a model of its own")
    }

    /// The folder that MLflow wrote before it named one.
    private static func oldFolder(_ model: StoredModel) -> Value? {
        let name = "pipeline"
        return FileSystem.exists("\(model.folder)/\(name)") ? .string(name) : nil
    }

    /// A path that stays in the model folder, whatever it says.
    private static func inside(_ value: Value, _ key: String) throws(FlavorError) -> String {
        guard case .string(let path) = value else {
            throw FlavorError(.invalidArgument, "MLmodel: \(key): expected a string, found \(value.kindName)")
        }
        guard FileSystem.staysInside(path) else {
            throw FlavorError(
                .invalidArgument,
                "MLmodel: \(key): expected a path inside the model folder, found one that leads out of it")
        }
        return path
    }

    /// Where the tokenizer of a model is whose weights were brought: with the model, where the caller says, or with them.
    private static func tokenizerFolder(
        _ entries: ValueMap, _ model: StoredModel, weights: String
    ) throws(FlavorError) -> String {
        if let given = try model.options.string(TransformersPipeline.Option.tokenizer) { return given }
        let own = "\(model.folder)/\(ModelFiles.tokenizerFolder)"
        if FileSystem.exists(own), FileSystem.isInside(model.folder, own) == true { return own }
        let name = entries["tokenizer_name"]?.stringValue
        guard let name, name != entries["source_model_name"]?.stringValue else { return weights }
        let revision = entries["tokenizer_revision"]?.stringValue
        throw FlavorError(
            .failedPrecondition,
            "MLmodel: \(model.key).tokenizer_name: the tokenizer is another model's: \(download(name, revision)), and give "
                + "that folder with --option \(TransformersPipeline.Option.tokenizer)=DIR")
    }

    private static func noWeights(_ entries: ValueMap, _ model: StoredModel) -> FlavorError {
        let start = "MLmodel: the weights are not in the model folder"
        if let path = entries["local_base_model_path"]?.stringValue {
            return FlavorError(
                .failedPrecondition,
                "\(start): they were in \(path) where the model was saved: give that folder with --weights DIR")
        }
        guard let name = entries["source_model_name"]?.stringValue else {
            return FlavorError(
                .failedPrecondition,
                "MLmodel: \(model.key): expected model_binary, the folder of the weights, found nothing")
        }
        let revision = entries["source_model_revision"]?.stringValue
        return FlavorError(
            .failedPrecondition, "\(start): \(download(name, revision)), and give that folder with --weights DIR")
    }

    /// How a model comes from the hub into the folder DIR.
    private static func download(_ name: String, _ revision: String?) -> String {
        "download \(name) with hf download \(name)\(revision.map { " --revision \($0)" } ?? "") --local-dir DIR"
    }
}
