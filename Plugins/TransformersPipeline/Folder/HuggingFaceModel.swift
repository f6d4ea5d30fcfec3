import FlavorKit
import JSON
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
    /// tokenizer.json, which the tokenizer was made from.
    let tokenizerJSON: JSONValue

    /// Opens and checks all files; of the weights only the headers are read.
    ///
    /// - Throws: `FlavorError`: the file, the field, expected and found.
    init(folder: String, tokenizerFolder: String) throws(FlavorError) {
        self.folder = folder
        self.tokenizerFolder = tokenizerFolder
        let configurationPath = "\(folder)/config.json"
        let json = try FileSystem.json(at: configurationPath)
        let decoderConfiguration = try DecoderConfiguration(parsing: json, file: configurationPath)
        configuration = json.objectValue ?? JSONObject()
        generationConfiguration = try FileSystem.object(at: "\(folder)/generation_config.json")
        do {
            weights = try SafetensorsCollection(folder: folder)
        } catch {
            throw FlavorError(.dataLoss, error.description)
        }
        decoder = try Decoder(configuration: decoderConfiguration, weights: weights)
        let tokenizerPath = "\(tokenizerFolder)/tokenizer.json"
        guard FileSystem.exists(tokenizerPath) else {
            throw FlavorError(
                .notFound,
                "\(tokenizerFolder): has no tokenizer.json: save the tokenizer again with a fast tokenizer class")
        }
        tokenizerJSON = try FileSystem.json(at: tokenizerPath, most: FileSystem.mostTokenizerBytes)
        do {
            var tokenizer = try Tokenizer(parsing: tokenizerJSON, file: tokenizerPath)
            // A prompt is never cut or filled up, whatever the file would have a training do.
            tokenizer.truncation = nil
            tokenizer.padding = nil
            self.tokenizer = tokenizer
        } catch {
            throw FlavorError(.dataLoss, error.description)
        }
    }

    /// What generates text with the model.
    var generator: TextGenerator {
        TextGenerator(model: decoder, tokenizer: tokenizer, pieces: TokenPieces(tokenizer, json: tokenizerJSON))
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
