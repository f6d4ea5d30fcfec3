import FlavorKit
import JSON
import ModelConfiguration
import PluginFiles
import Safetensors
import TextGeneration
import Tokenizers

/// The files of a Hugging Face model that generates text: configuration and weights in one folder, the tokenizer in the
/// same or another.
struct HuggingFaceModel {
    let folder: String
    let tokenizerFolder: String
    /// config.json.
    let configuration: JSONObject
    /// generation_config.json, where there is one.
    let generationConfiguration: JSONObject?
    let weights: SafetensorsCollection
    let decoder: Decoder
    let tokenizer: Tokenizer
    /// What transformers calls the class of the tokenizer.
    let tokenizerClass: String

    /// Opens and checks all files; of the weights only the headers are read.
    ///
    /// - Parameter tokenizerClass: The class to load the tokenizer as, which transformers chooses where it is nil.
    /// - Throws: `FlavorError`: the file, the field, expected and found.
    init(folder: String, tokenizerFolder: String, tokenizerClass: String? = nil) throws(FlavorError) {
        self.folder = folder
        self.tokenizerFolder = tokenizerFolder
        let configurationPath = "\(folder)/config.json"
        let json = try FileSystem.json(at: configurationPath)
        let decoderConfiguration: DecoderConfiguration
        do {
            let reader = try ConfigurationReader(file: configurationPath, json: json)
            configuration = reader.object
            decoderConfiguration = try DecoderConfiguration(reader, support: .runnable)
        } catch {
            throw FlavorError(error)
        }
        generationConfiguration = try FileSystem.object(at: "\(folder)/generation_config.json")
        do {
            weights = try SafetensorsCollection(folder: folder)
        } catch {
            throw FlavorError(.dataLoss, error.description)
        }
        decoder = try Decoder(configuration: decoderConfiguration, weights: weights)
        let loaded = try TokenizerFolder(
            ofModel: tokenizerFolder, className: tokenizerClass, modelType: configuration["model_type"]?.stringValue,
            advice: "save the tokenizer again with a fast tokenizer class")
        // A prompt is never cut or filled up: a folder's tokenizer has no truncation and no padding.
        tokenizer = loaded.tokenizer
        self.tokenizerClass = loaded.className
    }

    /// The settings that the files hold, as transformers reads them: those of generation_config.json, or where there
    /// is no such file those of config.json.
    func settings() throws(FlavorError) -> GenerationSettings.Layer {
        let (name, object) =
            generationConfiguration.map { ("generation_config.json", $0) } ?? ("config.json", legacySettings)
        do {
            let values = try Value(json: .object(object)).mapValue ?? ValueMap()
            return GenerationSettings.Layer(origin: .file(name), values: Parameters(values))
        } catch {
            throw FlavorError(error.code, "\(folder)/\(name): \(error.message)")
        }
    }

    /// The settings of a generation among the many others of config.json.
    private var legacySettings: JSONObject {
        JSONObject(
            configuration.filter { GenerationSettings.isOfTransformers($0.key) }.map { ($0.key, $0.value) })
    }
}
