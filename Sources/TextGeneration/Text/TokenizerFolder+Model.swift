import FlavorKit
import PluginFiles
import Tokenizers

extension TokenizerFolder {
    /// Loads the tokenizer of a model folder as transformers loads it, once its files are known to be no larger than such
    /// files are.
    ///
    /// - Parameters:
    ///   - className: The class of transformers that a saved model names.
    ///   - modelType: The model's type, where the folder has no config.json to say it.
    ///   - advice: What to do about a folder that has no tokenizer.json.
    /// - Throws: `FlavorError`: the file, the field, expected and found.
    package init(
        ofModel folder: String, className: String? = nil, modelType: String?, advice: String
    ) throws(FlavorError) {
        let path = "\(folder)/tokenizer.json"
        guard FileSystem.exists(path) else {
            throw FlavorError(.notFound, "\(folder): has no tokenizer.json: \(advice)")
        }
        try FileSystem.checkJSON(at: path, most: FileSystem.mostTokenizerBytes)
        for name in ["config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"] {
            let path = "\(folder)/\(name)"
            if FileSystem.exists(path) { try FileSystem.checkJSON(at: path, most: FileSystem.mostConfigurationBytes) }
        }
        do {
            try self.init(folder, className: className, modelType: modelType)
        } catch {
            throw FlavorError(.dataLoss, error.description)
        }
    }
}
