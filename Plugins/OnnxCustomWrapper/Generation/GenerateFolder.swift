import FlavorKit
import PluginFiles
import TextGeneration
import Tokenizers

/// A folder in the form of ONNX Runtime's model builder: genai_config.json, graphs, weights, tokenizer.
struct GenerateFolder: Sendable {
    let path: String
    let configurationPath: String
    let configuration: GenerateConfiguration
    /// The bytes of its graphs and their weights.
    private let byteCount: Int

    /// Reads the configuration, and sees that the graphs, their data and the tokenizer are there.
    ///
    /// - Throws: `FlavorError`: the file, the field, expected and found.
    init(_ path: String) throws(FlavorError) {
        self.path = path
        configurationPath = "\(path)/\(GenerateConfiguration.fileName)"
        configuration = try GenerateConfiguration(contentsOfFile: configurationPath)
        var byteCount = 0
        for name in configuration.graphNames {
            byteCount += min(try GraphFiles("\(path)/\(name)").byteCount, Int.max - byteCount)
        }
        self.byteCount = byteCount
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
            let reserve = HeapReserve(byteCount: reserveByteCount)
            reserve.grow()
            reserve.end()
            return try GenerateModel(self, options: options, library: try GenerateLibrary.shared(host))
        }
        OnnxRuntime.whenOpen { model.run() }
        let texts = Result { () throws(FlavorError) in
            let tokenizer = try TokenizerFolder(
                ofModel: path, modelType: configuration.modelType.name, advice: Self.advice
            ).tokenizer
            return try ModelTexts(tokenizer: tokenizer, folder: path)
        }
        return (try model.value(), try texts.get())
    }

    /// Room for what the runtime allocates for the model.
    ///
    /// That is, measured with release 1.31, a megabyte in small pieces, and the weights once more in the order of its kernels; of
    /// a large model, about as much as can be brought in before the runtime is there.
    private var reserveByteCount: Int { (1 << 20) + min(byteCount, 8 << 20) }

    /// The settings that the folder holds.
    var settings: GenerationSettings.Layer {
        .init(origin: .file(GenerateConfiguration.fileName), values: Parameters(configuration.settings))
    }
}
