import FlavorKit
import PluginFiles
import TextGeneration

extension TransformersPipeline: PlanningFlavor {
    func plan(_ source: ModelSource, call: Call) throws -> ConversionStep {
        let model = try HuggingFaceModel(folder: source.path, tokenizerFolder: source.path)
        return ConversionStep(.exact, byteCount: try ModelFiles(model).byteCount())
    }
}

extension TransformersPipeline: ExportingFlavor {
    func plan(_ model: StoredModel, as format: String, call: Call) throws -> ConversionStep {
        _ = try SavedLocation(model)
        return ConversionStep(.exact, loses: StoredSettings(model).losses, byteCount: 0)
    }

    /// The files as they are: their folder, or links to those of the model's two folders.
    func export(_ model: StoredModel, as format: String, to folder: String, call: Call) throws -> ExportedModel {
        let location = try SavedLocation(model)
        if location.modelFolder == location.tokenizerFolder { return .existing(folder: location.modelFolder) }
        for source in [location.modelFolder, location.tokenizerFolder] {
            for name in FileSystem.names(in: source, endingIn: "") where !FileSystem.exists("\(folder)/\(name)") {
                try FileSystem.link("\(folder)/\(name)", to: "\(source)/\(name)")
            }
        }
        return .written
    }
}
