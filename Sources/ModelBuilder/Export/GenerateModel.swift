import JSON
import ModelConfiguration

/// What genai_config.json says of a decoder.
struct GenerateModel {
    let family: DecoderFamily
    let vocabularySize: Int
    let hiddenSize: Int
    let layerCount: Int
    let headCount: Int
    let keyValueHeadCount: Int
    let headSize: Int
    let contextLength: Int
    /// The keys of special tokens, and null where the file has none.
    let specialTokens: [(key: String, value: JSONValue)]

    /// Reads the file.
    init(_ file: ConfigurationReader) throws(ConfigurationError) {
        guard let model = try file.reader("model"), let decoder = try model.reader("decoder") else {
            throw file.expected("an object that holds decoder", "model")
        }
        let type = try model.string("type")
        let families = DecoderSupport.buildable.families
        guard let family = families.first(where: { $0.modelType == type }) else {
            let supported = families.map { "\"\($0.modelType)\"" }.joined(separator: ", ")
            throw model.expected("a family that can be exported (\(supported))", "type", .unsupported)
        }
        self.family = family
        headSize = try decoder.requiredSize("head_size")
        contextLength = try model.requiredSize("context_length")
        vocabularySize = try model.requiredSize("vocab_size")
        hiddenSize = try decoder.requiredSize("hidden_size")
        layerCount = try decoder.requiredSize("num_hidden_layers")
        headCount = try decoder.requiredSize("num_attention_heads")
        keyValueHeadCount = try decoder.requiredSize("num_key_value_heads")
        specialTokens = ["bos_token_id", "eos_token_id", "pad_token_id"].map { ($0, model.value($0) ?? .null) }
    }
}
