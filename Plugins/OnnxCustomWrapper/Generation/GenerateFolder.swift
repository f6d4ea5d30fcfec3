import FlavorKit
import PluginFiles
import TextGeneration
import Tokenizers

/// A folder in the form of ONNX Runtime's model builder: genai_config.json, graphs, weights, tokenizer.
struct GenerateFolder: Sendable {
    let path: String
    let configuration: GenerateConfiguration

    /// Reads the configuration, and sees that the graphs, their data and the tokenizer are there.
    ///
    /// - Throws: `FlavorError`: the file, the field, expected and found.
    init(_ path: String) throws(FlavorError) {
        self.path = path
        configuration = try GenerateConfiguration(contentsOfFile: "\(path)/\(GenerateConfiguration.fileName)")
        for name in configuration.graphNames { _ = try GraphFiles("\(path)/\(name)") }
        guard FileSystem.exists("\(path)/tokenizer.json") else {
            throw FlavorError(.notFound, "\(path): has no tokenizer.json: \(Self.advice)")
        }
    }

    private static let advice = "add the one of the model it was built from"

    /// Loads the model beside the tokenizer and the chat templates, or after them where the runtime is not there yet: two
    /// processors have enough to do until then.
    ///
    /// - Throws: `FlavorError` when a file is damaged, a library is missing, or it refuses the model.
    func load(
        options: SessionOptions, host: HostServices
    ) throws(FlavorError) -> (model: GenerateModel, texts: ModelTexts) {
        let model = SharedWork { () throws(FlavorError) in
            let reserve = HeapReserve(byteCount: Self.leastModelBytes)
            reserve.grow()
            reserve.end()
            return try GenerateModel(self, options: options, library: try GenerateLibrary.shared(host))
        }
        OnnxRuntime.whenOpen { model.run() }
        let texts = Result { () throws(FlavorError) in
            let tokenizer = try TokenizerFolder(
                ofModel: path, modelType: configuration.modelType, advice: Self.advice
            ).tokenizer
            return try ModelTexts(tokenizer: tokenizer, folder: path)
        }
        return (try model.value(), try texts.get())
    }

    /// What the runtime allocates in small pieces for any model.
    private static let leastModelBytes = 4 << 20

    /// The settings that the folder holds.
    var settings: GenerationSettings.Layer {
        .init(origin: .file(GenerateConfiguration.fileName), values: Parameters(configuration.settings))
    }
}
