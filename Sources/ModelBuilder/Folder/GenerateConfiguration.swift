import JSON
import ModelConfiguration

/// The genai_config.json of a decoder, as ONNX Runtime GenAI's own model builder writes it.
struct GenerateConfiguration {
    let configuration: DecoderConfiguration
    /// config.json.
    let modelFile: JSONObject
    /// generation_config.json, where there is one.
    let generationFile: JSONObject?
    let specialTokens: TokenizerFiles.SpecialTokens
    let takesPositions: Bool

    static let fileName = "genai_config.json"

    /// The file's text.
    func text() throws(ModelBuilderError) -> String {
        let end = try endTokens()
        let model: JSONObject = [
            "bos_token_id": .integer(try token("bos_token_id", specialTokens.beginning) ?? 1),
            "context_length": .integer(Int64(configuration.contextLength)), "decoder": .object(decoder),
            "eos_token_id": end.count == 1 ? .integer(end[0]) : .array(end.map { .integer($0) }),
            "pad_token_id": .integer(try token("pad_token_id", specialTokens.padding) ?? end.last ?? 0),
            "type": .string(configuration.family.modelType),
            "vocab_size": .integer(Int64(configuration.vocabularySize)),
        ]
        return JSONValue.object(["model": .object(model), "search": .object(search)]).text(.indented(4))
    }

    /// What the runtime binds the graph's inputs and outputs by.
    private var decoder: JSONObject {
        var inputs: JSONObject = ["input_ids": "input_ids", "attention_mask": "attention_mask"]
        if takesPositions { inputs["position_ids"] = "position_ids" }
        inputs["past_key_names"] = "past_key_values.%d.key"
        inputs["past_value_names"] = "past_key_values.%d.value"
        return [
            "session_options": ["log_id": "onnxruntime-genai", "provider_options": []],
            "filename": .string(BuiltGraph.graphName), "head_size": .integer(Int64(configuration.headSize)),
            "hidden_size": .integer(Int64(configuration.hiddenSize)), "inputs": .object(inputs),
            "outputs": [
                "logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value",
            ],
            "num_attention_heads": .integer(Int64(configuration.headCount)),
            "num_hidden_layers": .integer(Int64(configuration.layerCount)),
            "num_key_value_heads": .integer(Int64(configuration.keyValueHeadCount)),
        ]
    }

    /// How the runtime generates where nothing else is said.
    ///
    /// There is no section for sliding windows: the graph has them, and a cache that slides as well would be too short.
    private var search: JSONObject {
        [
            "diversity_penalty": .double(number("diversity_penalty") ?? 0),
            "do_sample": .bool(setting("do_sample")?.boolValue ?? false),
            "early_stopping": true, "length_penalty": .double(number("length_penalty") ?? 1),
            "max_length": .integer(Int64(configuration.contextLength)), "min_length": 0,
            "no_repeat_ngram_size": .integer(setting("no_repeat_ngram_size")?.integerValue ?? 0),
            "num_beams": .integer(setting("num_beams")?.integerValue ?? 1),
            "num_return_sequences": .integer(setting("num_return_sequences")?.integerValue ?? 1),
            "past_present_share_buffer": true,
            "repetition_penalty": .double(number("repetition_penalty") ?? 1),
            "temperature": .double(number("temperature") ?? 1),
            "top_k": .integer(setting("top_k")?.integerValue ?? 50), "top_p": .double(number("top_p") ?? 1),
        ]
    }

    /// The tokens that end an answer: those of the files, and before them the one that the tokenizer ends a turn with.
    private func endTokens() throws(ModelBuilderError) -> [Int64] {
        let key = "eos_token_id"
        let value = setting(key)
        var tokens: [Int64] = []
        for element in value.map({ $0.arrayValue ?? [$0] }) ?? [] {
            guard let token = element.integerValue, token >= 0 else {
                throw ModelBuilderError(
                    .invalid,
                    "config.json: \(key) must be a token's number or an array of them, found \(element.text())")
            }
            tokens.append(token)
        }
        if let end = specialTokens.end.map(Int64.init), !tokens.contains(end) { tokens.insert(end, at: 0) }
        guard !tokens.isEmpty else {
            throw ModelBuilderError(
                .invalid,
                "config.json: \(key) is missing, and tokenizer_config.json names no eos_token: add one of them")
        }
        return tokens
    }

    private func token(_ key: String, _ ofTokenizer: Int?) throws(ModelBuilderError) -> Int64? {
        guard let value = setting(key) else { return ofTokenizer.map(Int64.init) }
        guard let token = value.integerValue, token >= 0 else {
            // transformers writes -1 for none.
            if value.integerValue == -1 { return ofTokenizer.map(Int64.init) }
            throw ModelBuilderError(.invalid, "config.json: \(key) must be a token's number, found \(value.text())")
        }
        return token
    }

    private func number(_ key: String) -> Double? { setting(key)?.doubleValue }

    /// The value of a key of generation_config.json, or else of config.json.
    private func setting(_ key: String) -> JSONValue? {
        for file in [generationFile, modelFile] {
            if let value = file?[key], !value.isNull { return value }
        }
        return nil
    }
}
