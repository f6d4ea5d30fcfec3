import FlavorKit
import JSON
import PluginFiles

/// What a model's MLmodel says, with the keys and spellings of MLflow's own transformers flavor.
struct MLflowEntries {
    let model: HuggingFaceModel
    let options: SavingOptions
    /// Whether the files stay where they are instead of lying in the model folder.
    let isReference: Bool

    /// The versions of the Python packages that the entries are made for.
    private enum Peer {
        static let mlflow = "3.17.2"
        static let torch = "2.13.0"
        static let transformers = "5.23.0"
    }

    /// The answer to a save.
    func savedModel() throws(FlavorError) -> SavedModel {
        var metadata = ValueMap()
        if let template = options.promptTemplate { metadata["prompt_template"] = .string(template) }
        if let task = options.task { metadata["task"] = .string(task.rawValue) }
        return SavedModel(
            flavors: ValueMap([("python_function", .map(pythonFunction)), ("transformers", .map(transformers))]),
            signature: try signature(),
            requirements: [
                "mlflow==\(Peer.mlflow)", "torch==\(Peer.torch)", "transformers==\(Peer.transformers)",
            ],
            metadata: metadata)
    }

    private func signature() throws(FlavorError) -> ModelSignature {
        if let task = options.task { return try task.signature() }
        let text = try Schema(columns: [ColSpec(.scalar(.string))])
        return try ModelSignature(inputs: text, outputs: text)
    }

    private var pythonFunction: ValueMap {
        ValueMap([("config", .map(inferenceConfiguration)), ("loader_module", "mlflow.transformers")])
    }

    /// What MLflow passes to the pipeline, so that it answers as this flavor does: what the user asks for, the new text
    /// alone, and the most likely tokens unless the model itself says otherwise.
    private var inferenceConfiguration: ValueMap {
        var configuration = options.generation.values.values
        // Under a task of its own MLflow never repeats the prompt, and warns of the setting.
        if options.task == nil, configuration["return_full_text"] == nil {
            configuration["return_full_text"] = .bool(false)
        }
        let doSample = (model.generationConfiguration ?? model.configuration)["do_sample"] ?? .null
        if doSample.isNull, configuration["do_sample"] == nil { configuration["do_sample"] = .bool(false) }
        return configuration
    }

    private var transformers: ValueMap {
        var entries = ValueMap([
            ("code", .null), ("components", .list(["tokenizer"])), ("instance_type", "TextGenerationPipeline"),
        ])
        if let task = options.task { entries["inference_task"] = .string(task.rawValue) }
        if isReference {
            entries[SavedLocation.sourceKey] = .string(model.folder)
        } else {
            entries["model_binary"] = .string(ModelFiles.modelFolder)
        }
        entries["pipeline_model_type"] = .string(model.decoder.configuration.family.className)
        entries["source_model_name"] = .string(sourceName)
        entries["task"] = .string(TransformersPipeline.task)
        entries["tokenizer_type"] = .string(model.tokenizerClass)
        if let type = (model.configuration["dtype"] ?? model.configuration["torch_dtype"])?.stringValue {
            entries["torch_dtype"] = .string("torch.\(type)")
        }
        entries["transformers_version"] = .string(Peer.transformers)
        return entries
    }

    /// The model's name on the hub where the folder is of a hub's cache, else the folder's.
    private var sourceName: String {
        let parts = FilePath.parts(of: model.folder)
        let prefix = "models--"
        if parts.count >= 3, parts[parts.count - 2] == "snapshots", parts[parts.count - 3].hasPrefix(prefix) {
            let name = parts[parts.count - 3].dropFirst(prefix.count)
            guard let separator = name.firstRange(of: "--") else { return String(name) }
            return "\(name[..<separator.lowerBound])/\(name[separator.upperBound...])"
        }
        return parts.last ?? "model"
    }
}
