import JSON
import ModelBuilder
import TestSupport
import Testing

@Suite struct RefusalTests {
    /// A change to a model's config.json, and the sentence that it is refused with.
    struct Change: Sendable, CustomTestStringConvertible {
        let key: String
        let value: JSONValue?
        let message: String

        init(_ key: String, _ value: JSONValue?, _ message: String) {
            self.key = key
            self.value = value
            self.message = message
        }

        var testDescription: String { "\(key) \(value?.text() ?? "left out")" }
    }

    @Test("Each way that config.json of a decoder can be wrong has its sentence", arguments: changes)
    func decoder(change: Change) throws {
        try withTemporaryDirectory { scratch in
            try copyFiles(of: exampleFolder, to: "\(scratch)/model")
            try edit("\(scratch)/model/config.json") { $0[change.key] = change.value }
            let message = refusal { _ = try GenerateModelBuilder(folder: "\(scratch)/model", precision: .int4) }
            #expect(message == "\(scratch)/model/config.json: \(change.message)")
        }
    }

    static let changes = [
        Change(
            "model_type", "bert",
            "model_type must be a supported family (\"llama\", \"mistral\", \"qwen2\", \"qwen3\", \"phi3\", "
                + "\"gemma2\"), found \"bert\""),
        Change("architectures", ["Phi3Model"], "architectures must hold \"Phi3ForCausalLM\" to generate text"),
        Change("architectures", 1, "architectures must be an array, found 1"),
        Change("vocab_size", nil, "vocab_size must be an integer from 1 to 16777216, found nothing"),
        Change("hidden_size", 0, "hidden_size must be an integer from 1 to 16777216, found 0"),
        Change(
            "num_hidden_layers", .integer(1 << 40),
            "num_hidden_layers must be an integer from 1 to 16384, found 1099511627776"),
        Change("num_key_value_heads", 4, "num_key_value_heads must divide num_attention_heads (6), found 4"),
        Change(
            "num_attention_heads", 7, "num_key_value_heads must divide num_attention_heads (7), found 2"),
        Change("head_dim", 31, "head_dim must be even, found 31"),
        Change("rms_norm_eps", 0.0, "rms_norm_eps must be a finite number above 0, found 0.0"),
        Change("hidden_act", "mish", "hidden_act must be \"silu\", \"gelu_pytorch_tanh\" or \"gelu\", found \"mish\""),
        Change("rope_theta", "x", "rope_theta must be a finite number above 0, found \"x\""),
        Change(
            "rope_scaling", ["type": "ntk"],
            "rope_scaling.type must be one of \"default\", \"longrope\", \"su\", \"yarn\", found \"ntk\""),
        Change(
            "rope_scaling", ["type": "longrope", "short_factor": [1]],
            "rope_scaling.short_factor must be an array of 16 numbers, found an array of 1"),
        Change(
            "partial_rotary_factor", 0.1,
            "partial_rotary_factor must be a share of head_dim (32) that is a whole number of pairs, found 0.1"),
        Change("sliding_window", 0, "sliding_window must be an integer from 1 to 2147483648, found 0"),
        Change("tie_word_embeddings", 1, "tie_word_embeddings must be true or false, found 1"),
    ]

    @Test("A tensor that is missing, or of another shape, is named")
    func tensors() throws {
        try withTemporaryDirectory { scratch in
            try copyFiles(of: exampleFolder, to: "\(scratch)/model")
            try edit("\(scratch)/model/config.json") { $0["num_hidden_layers"] = 4 }
            #expect(
                refusal { _ = try GenerateModelBuilder(folder: "\(scratch)/model", precision: .fp32) }
                    == "\(scratch)/model: tensor \"model.layers.3.input_layernorm.weight\" is missing: is config.json of "
                    + "another model?")
            try edit("\(scratch)/model/config.json") {
                $0["num_hidden_layers"] = 3
                $0["vocab_size"] = 2047
            }
            #expect(
                refusal { _ = try GenerateModelBuilder(folder: "\(scratch)/model", precision: .fp32) }
                    == "\(scratch)/model/model.safetensors: tensor \"model.embed_tokens.weight\": expected shape "
                    + "[2047, 192] by config.json, found [2048, 192]")
        }
    }

    @Test("Files that are missing are named, with what to do")
    func missingFiles() throws {
        try withTemporaryDirectory { scratch in
            #expect(
                refusal { _ = try GenerateModelBuilder(folder: scratch, precision: .fp32) }
                    == "\(scratch)/config.json: cannot be opened: No such file or directory")
            try writeFile("[]", to: "\(scratch)/config.json")
            #expect(
                refusal { _ = try GenerateModelBuilder(folder: scratch, precision: .fp32) }
                    == "\(scratch)/config.json: must hold an object, found array")
        }
    }

    @Test("A model that names no end token is refused")
    func endToken() throws {
        try withTemporaryDirectory { scratch in
            try copyFiles(of: exampleFolder, to: "\(scratch)/model")
            removeTree("\(scratch)/model/generation_config.json")
            removeTree("\(scratch)/model/special_tokens_map.json")
            try edit("\(scratch)/model/config.json") { $0["eos_token_id"] = nil }
            try edit("\(scratch)/model/tokenizer_config.json") { $0["eos_token"] = nil }
            #expect(
                refusal { _ = try GenerateModelBuilder(folder: "\(scratch)/model", precision: .fp32) }
                    == "config.json: eos_token_id is missing, and tokenizer_config.json names no eos_token: add one of them"
            )
        }
    }

    @Test("Each way that config.json of an encoder can be wrong has its sentence", arguments: encoderChanges)
    func encoder(change: Change) throws {
        try withTemporaryDirectory { scratch in
            try makeEncoder("\(scratch)/model", labels: 2)
            try edit("\(scratch)/model/config.json") { $0[change.key] = change.value }
            let message = refusal { _ = try EncoderModelBuilder(folder: "\(scratch)/model") }
            #expect(message == "\(scratch)/model/config.json: \(change.message)")
        }
    }

    static let encoderChanges = [
        Change(
            "model_type", "xlnet",
            "model_type must be an encoder that graphs are built for (\"bert\", \"roberta\", \"distilbert\"), found \"xlnet\""
        ),
        Change(
            "architectures", ["BertForPreTraining"],
            "architectures must name one of \"BertForMaskedLM\", \"BertForSequenceClassification\", "
                + "\"BertForTokenClassification\", \"BertModel\", found \"BertForPreTraining\""),
        Change("architectures", nil, "architectures must be an array that names the model's class, found nothing"),
        Change("num_attention_heads", 3, "hidden_size must be a multiple of num_attention_heads (3), found 4"),
        Change(
            "hidden_act", "silu",
            "hidden_act must be \"gelu\", \"gelu_new\", \"gelu_pytorch_tanh\" or \"relu\", found \"silu\""),
        Change(
            "position_embedding_type", "relative_key",
            "position_embedding_type must be \"absolute\", found \"relative_key\""),
        Change("is_decoder", true, "is_decoder must be false: decoders of this family have no graph, found true"),
        Change("pad_token_id", -1, "pad_token_id must be a token's number, found -1"),
    ]

    @Test("Only graphs of model builders are exported, and only of families that are known")
    func exports() throws {
        let real = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-int4-cpu"
        try withTemporaryDirectory { scratch in
            try copyFiles(of: real, to: "\(scratch)/model")
            let file = "\(scratch)/model/genai_config.json"
            func change(_ model: (inout JSONObject) -> Void) throws -> String? {
                try writeFile(try readFile("\(real)/genai_config.json"), to: file)
                try edit(file) { object in
                    guard var inner = object["model"]?.objectValue else { return }
                    model(&inner)
                    object["model"] = .object(inner)
                }
                return refusal { _ = try HuggingFaceExporter(folder: "\(scratch)/model") }
            }
            #expect(
                try change { $0["type"] = "whisper" }
                    == "\(file): model.type must be a family that can be exported (\"llama\", \"mistral\", \"qwen2\", "
                    + "\"qwen3\", \"phi3\", \"gemma2\"), found \"whisper\"")
            #expect(
                try change { $0["decoder"] = ["filename": "../model.onnx"] }
                    == "\(file): model.decoder.filename must be a file in the same folder, found \"../model.onnx\"")
            #expect(
                try change { $0["vocab_size"] = 100 }
                    == "\(scratch)/model/model.onnx: tensor \"model.embed_tokens.weight\": expected shape [100, 192] by "
                    + "the configuration, found [2048, 192]")
            #expect(
                try change { $0["type"] = "qwen3" }
                    == "\(scratch)/model/model.onnx: has no tensor \"model.layers.0.attn.q_norm.layernorm.weight\": only "
                    + "graphs of ONNX Runtime GenAI's model builder, or of this one, can be exported")
        }
    }
}
