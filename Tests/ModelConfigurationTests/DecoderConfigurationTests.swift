import Glibc
import JSON
import ModelConfiguration
import Testing

@Suite("A decoder's configuration")
struct DecoderConfigurationTests {
    private static let valid: JSONValue = [
        "model_type": "phi3", "architectures": ["Phi3ForCausalLM"], "vocab_size": 2048, "hidden_size": 192,
        "intermediate_size": 512, "num_hidden_layers": 3, "num_attention_heads": 6, "num_key_value_heads": 2,
        "max_position_embeddings": 512, "rms_norm_eps": 1e-05, "hidden_act": "silu", "sliding_window": 255,
        "rope_theta": 20000.0, "tie_word_embeddings": false,
    ]

    /// What runs ordinary decoders, and what does everything but odd sizes.
    private static let some = DecoderSupport(
        families: [.phi3, .llama, .mistral, .qwen2, .qwen3], activations: [.silu], mixesWindows: false,
        turnsOddSizes: true)
    private let any = DecoderSupport(
        families: [.phi3, .llama, .mistral, .qwen2, .qwen3, .gemma2], activations: DecoderActivation.allCases,
        mixesWindows: true, turnsOddSizes: false, longestContext: 1 << 24)

    private func read(
        _ json: JSONValue, _ support: DecoderSupport = some
    ) throws(ConfigurationError) -> DecoderConfiguration {
        try DecoderConfiguration(ConfigurationReader(file: "config.json", json: json), support: support)
    }

    private func parse(
        _ changes: [(String, JSONValue?)], _ support: DecoderSupport = some
    ) throws(ConfigurationError) -> DecoderConfiguration {
        var object = Self.valid.objectValue ?? JSONObject()
        for (key, value) in changes { object[key] = value }
        return try read(.object(object), support)
    }

    private func parse(_ changes: (String, JSONValue?)...) throws(ConfigurationError) -> DecoderConfiguration {
        try parse(changes)
    }

    private func message(_ key: String, _ value: JSONValue?, _ support: DecoderSupport = some) -> String {
        do {
            _ = try parse([(key, value)], support)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test("The keys of transformers 4 are read")
    func version4() throws {
        let configuration = try parse()
        #expect(configuration.family == .phi3)
        #expect(configuration.vocabularySize == 2048 && configuration.hiddenSize == 192)
        #expect(configuration.intermediateSize == 512 && configuration.layerCount == 3)
        #expect(configuration.headCount == 6 && configuration.keyValueHeadCount == 2 && configuration.headSize == 32)
        #expect(configuration.contextLength == 512 && configuration.normEpsilon == 1e-05)
        #expect(configuration.windows == [255, 255, 255] && !configuration.tiesEmbeddings)
        #expect(configuration.rope.pairCount == 16 && configuration.rope.extended == nil)
        #expect(configuration.rope.scaling == 1 && configuration.rope.frequencies[0] == 1)
        #expect(abs(configuration.rope.frequencies[8] - 1 / Float(20000).squareRoot()) < 1e-8)
    }

    @Test("The keys of transformers 5 are read")
    func version5() throws {
        let parameters: JSONValue = ["rope_theta": 400.0, "partial_rotary_factor": 0.5, "rope_type": "default"]
        let configuration = try parse(("rope_theta", nil), ("rope_parameters", parameters), ("dtype", "bfloat16"))
        #expect(configuration.rope.pairCount == 8)
        #expect(abs(configuration.rope.frequencies[4] - 1 / 20) < 1e-7)
    }

    @Test("What a file leaves out is as in transformers")
    func defaults() throws {
        let configuration = try parse(
            ("num_key_value_heads", nil), ("sliding_window", .null), ("rope_theta", nil), ("rms_norm_eps", nil),
            ("hidden_act", nil), ("tie_word_embeddings", nil), ("architectures", nil), ("rope_scaling", [:]))
        #expect(configuration.keyValueHeadCount == 6 && configuration.windows == [nil, nil, nil])
        #expect(configuration.normEpsilon == 1e-05 && !configuration.tiesEmbeddings)
        #expect(abs(configuration.rope.frequencies[8] - 0.01) < 1e-8)
    }

    @Test("A head's size may be given")
    func headSize() throws {
        #expect(try parse(("head_dim", 48)).headSize == 48)
        #expect(try parse(("head_dim", 48), ("hidden_size", 193)).headSize == 48)
        #expect(try parse(("head_dim", .null)).headSize == 32)
    }

    @Test("The longrope scaling has two sets of frequencies", arguments: ["type", "rope_type"], ["longrope", "su"])
    func longrope(key: String, name: String) throws {
        let long = JSONValue.array((0..<16).map { .double(Double($0) + 2) })
        let short = JSONValue.array((0..<16).map { _ in .integer(1) })
        let scaling: JSONValue = .object(
            JSONObject([(key, .string(name)), ("long_factor", long), ("short_factor", short)]))
        var rope = try parse(("rope_scaling", scaling), ("original_max_position_embeddings", 64)).rope
        #expect(rope.extended?.threshold == 64)
        #expect(rope.frequencies[0] == 1 && rope.extended?.frequencies[0] == 0.5)
        // sqrt(1 + ln(512 / 64) / ln(64))
        #expect(abs(rope.scaling - Float(1.5).squareRoot()) < 1e-6)
        rope = try parse(("rope_scaling", scaling), ("original_max_position_embeddings", 512)).rope
        #expect(rope.scaling == 1)
        let given = try #require(scaling.objectValue).with("attention_factor", 1.25)
        rope = try parse(("rope_scaling", .object(given)), ("original_max_position_embeddings", 64)).rope
        #expect(rope.scaling == 1.25)
        let inner = try #require(scaling.objectValue).with("original_max_position_embeddings", 32)
        #expect(try parse(("rope_scaling", .object(inner))).rope.extended?.threshold == 32)
        #expect(try parse(("rope_scaling", scaling)).rope.extended?.threshold == 4096)
    }

    @Test("A family that is not supported is refused with those that are")
    func families() {
        let names = Self.some.families.map { "\"\($0.modelType)\"" }.joined(separator: ", ")
        let expected = "config.json: model_type must be a supported family (\(names))"
        #expect(message("model_type", "gpt_oss") == "\(expected), found \"gpt_oss\"")
        #expect(message("model_type", "gemma2") == "\(expected), found \"gemma2\"")
        #expect(message("model_type", nil) == "\(expected), found nothing")
        #expect(message("model_type", 3) == "config.json: model_type must be a string, found 3")
        #expect(
            message("architectures", ["Phi3ForSequenceClassification"])
                == "config.json: architectures must hold \"Phi3ForCausalLM\" to generate text")
        #expect(message("architectures", "x") == "config.json: architectures must be an array, found \"x\"")
    }

    @Test(
        "A size that is none is refused",
        arguments: [
            "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
            "intermediate_size", "head_dim",
        ])
    func sizes(key: String) {
        let largest = key == "num_hidden_layers" ? 16384 : 16_777_216
        let expected = "config.json: \(key) must be an integer from 1 to \(largest), found "
        #expect(message(key, 0) == expected + "0")
        #expect(message(key, -5) == expected + "-5")
        #expect(message(key, 16_777_217) == expected + "16777217")
        #expect(message(key, .integer(.max)) == expected + "9223372036854775807")
        #expect(
            message(key, .bigInteger("123456789012345678901234567890")) == expected + "123456789012345678901234567890")
        #expect(message(key, .bigInteger(String(repeating: "9", count: 500))) == expected + "a long integer")
        #expect(message(key, 64.0) == expected + "64.0")
        #expect(message(key, .double(.nan)) == expected + "NaN")
        #expect(message(key, "64") == expected + "\"64\"")
        #expect(message(key, .string(String(repeating: "x", count: 500))) == expected + "a long string")
        #expect(message(key, true) == expected + "true")
        #expect(message(key, [64]) == expected + "an array of 1")
        #expect(message(key, ["a": 1]) == expected + "an object")
        guard key != "num_key_value_heads", key != "head_dim" else { return }
        #expect(message(key, nil) == expected + "nothing")
        #expect(message(key, .null) == expected + "null")
    }

    @Test("Heads that do not fit the other sizes are refused")
    func heads() {
        #expect(
            message("num_key_value_heads", 4)
                == "config.json: num_key_value_heads must divide num_attention_heads (6), found 4")
        #expect(
            message("num_key_value_heads", 12)
                == "config.json: num_key_value_heads must divide num_attention_heads (6), found 12")
        for size in [193, 198] {
            #expect(
                message("hidden_size", .integer(Int64(size)))
                    == "config.json: hidden_size must be an even multiple of num_attention_heads (6) where there is no "
                    + "head_dim, found \(size)")
        }
        #expect(message("head_dim", 33) == "config.json: head_dim must be even, found 33")
    }

    @Test("A number that cannot be calculated with is refused", arguments: ["rms_norm_eps", "rope_theta"])
    func numbers(key: String) {
        let expected = "config.json: \(key) must be a finite number above 0, found "
        #expect(message(key, .double(.nan)) == expected + "NaN")
        #expect(message(key, .double(.infinity)) == expected + "Infinity")
        #expect(message(key, 1e300) == expected + "1e+300")
        #expect(message(key, 1e-300) == expected + "1e-300")
        #expect(message(key, 0) == expected + "0")
        #expect(message(key, -1.5) == expected + "-1.5")
        #expect(message(key, "1") == expected + "\"1\"")
    }

    @Test("A window, an activation or a switch that is none is refused")
    func switches() {
        #expect(
            message("sliding_window", 0)
                == "config.json: sliding_window must be an integer from 1 to 2147483648, found 0")
        #expect(
            message("max_position_embeddings", nil)
                == "config.json: max_position_embeddings must be an integer from 1 to 2147483648, found nothing")
        #expect(
            message("max_position_embeddings", .integer(1 << 32), any)
                == "config.json: max_position_embeddings must be an integer from 1 to 16777216, found 4294967296")
        #expect(message("hidden_act", "gelu") == "config.json: hidden_act must be \"silu\", found \"gelu\"")
        #expect(message("hidden_act", "gelu", any) == "accepted")
        #expect(
            message("hidden_act", "mish", any)
                == "config.json: hidden_act must be \"silu\", \"gelu_pytorch_tanh\" or \"gelu\", found \"mish\"")
        #expect(
            message("tie_word_embeddings", 1) == "config.json: tie_word_embeddings must be true or false, found 1")
    }

    @Test("A rotary encoding that is none is refused")
    func ropes() {
        func message(_ parameters: JSONValue) -> String { self.message("rope_scaling", parameters) }
        let ones = JSONValue.array((0..<16).map { _ in 1.0 })
        #expect(message("yarn") == "config.json: rope_scaling must be an object, found \"yarn\"")
        #expect(
            message(["type": "dynamic"])
                == "config.json: rope_scaling.type must be one of \"default\", \"longrope\", \"su\", \"yarn\", "
                + "found \"dynamic\"")
        #expect(
            message(["type": "longrope", "long_factor": ones])
                == "config.json: rope_scaling.short_factor must be an array of 16 numbers, found nothing")
        #expect(
            message(["type": "longrope", "long_factor": [1], "short_factor": ones])
                == "config.json: rope_scaling.long_factor must be an array of 16 numbers, found an array of 1")
        let zero = JSONValue.array((0..<16).map { $0 == 7 ? 0 : 1 })
        #expect(
            message(["type": "longrope", "long_factor": zero, "short_factor": ones])
                == "config.json: rope_scaling.long_factor must hold finite numbers above 0, found 0")
        #expect(
            message([
                "type": "longrope", "long_factor": ones, "short_factor": ones, "original_max_position_embeddings": 1,
            ]) == "config.json: original_max_position_embeddings must be above 1 where the context is extended, found 1"
        )
        for factor: JSONValue in [1.5, 0.01] {
            #expect(
                message(["rope_theta": 100, "partial_rotary_factor": factor])
                    == "config.json: rope_scaling.partial_rotary_factor must be above 0, at most 1 and at least "
                    + "1 / head_dim (1 / 32), found \(factor.text())")
        }
    }

    /// Changes that make the valid file one of another family.
    private func family(_ name: String, _ className: String) -> [(String, JSONValue?)] {
        [("model_type", .string(name)), ("architectures", [.string(className)])]
    }

    @Test("Each family has its own defaults and switches")
    func familySwitches() throws {
        let llama = family("llama", "LlamaForCausalLM")
        #expect(try parse(llama).windows == [nil, nil, nil])
        #expect(try !parse(llama).hasQueryKeyValueBias && !parse(llama).hasFeedForwardBias)
        #expect(try parse(llama + [("attention_bias", true)]).hasOutputBias)
        #expect(try parse(llama + [("attention_bias", true)]).hasFeedForwardBias == false)
        #expect(try parse(llama + [("mlp_bias", true)]).hasFeedForwardBias)
        #expect(try parse(llama + [("rms_norm_eps", nil)]).normEpsilon == 1e-6)
        let qwen2 = family("qwen2", "Qwen2ForCausalLM")
        #expect(try parse(qwen2).hasQueryKeyValueBias && parse(qwen2).hasOutputBias == false)
        let qwen3 = family("qwen3", "Qwen3ForCausalLM")
        #expect(try parse(qwen3).family.normsHeads)
        #expect(try parse(qwen3).headSize == 128 && parse(qwen3).attentionScale == Float(1 / 128.0.squareRoot()))
        let gemma2 = try parse(family("gemma2", "Gemma2ForCausalLM") + [("hidden_act", nil)], any)
        #expect(gemma2.activation == .geluTanh && gemma2.scoreCap == 50 && gemma2.logitCap == 30)
        #expect(gemma2.headSize == 256 && gemma2.attentionScale == 1 / 16)
    }

    @Test("The window is in the layers that transformers gives it to")
    func windows() throws {
        let mistral = family("mistral", "MistralForCausalLM")
        #expect(try parse(mistral).windows == [255, 255, 255])
        #expect(try parse(mistral + [("sliding_window", .null)]).windows == [nil, nil, nil])
        #expect(try parse(mistral + [("sliding_window", nil)]).windows == [4096, 4096, 4096])
        // This family's model does not read them.
        let types: JSONValue = ["full_attention", "sliding_attention", "full_attention"]
        #expect(try parse(mistral + [("layer_types", types)]).windows == [255, 255, 255])
        let qwen2 = family("qwen2", "Qwen2ForCausalLM")
        #expect(try parse(qwen2 + [("layer_types", types)]).windows == [nil, nil, nil])
        let sliding = qwen2 + [("use_sliding_window", true)]
        #expect(try parse(sliding).windows == [nil, nil, nil])
        #expect(try parse(sliding + [("max_window_layers", 0)]).windows == [255, 255, 255])
        #expect(try parse(sliding + [("max_window_layers", 2)], any).windows == [nil, nil, 255])
        #expect(try parse(sliding + [("layer_types", types)], any).windows == [nil, 255, nil])
        let gemma2 = family("gemma2", "Gemma2ForCausalLM")
        #expect(try parse(gemma2, any).windows == [255, nil, 255])
        #expect(try parse(gemma2 + [("layer_types", types)], any).windows == [nil, 255, nil])
        for (key, value, kind, reason): (String, JSONValue, ConfigurationError.Kind, String) in [
            (
                "max_window_layers", 2, .unsupported,
                "sliding_window must hold in all layers or none: a window in some layers only is not supported"
            ),
            ("max_window_layers", -1, .invalid, "max_window_layers must be an integer from 0, found -1"),
            (
                "layer_types", ["full_attention"], .invalid,
                "layer_types must be an array of 3 layers' types, found an array of 1"
            ),
            (
                "layer_types", ["full_attention", "full_attention", "linear_attention"], .unsupported,
                "layer_types must hold \"full_attention\" or \"sliding_attention\" only"
            ),
        ] {
            #expect(throws: ConfigurationError(kind, "config.json", reason)) { try parse(sliding + [(key, value)]) }
        }
    }

    @Test("A head of which an odd number of elements turns is for those who can turn it")
    func oddSizes() throws {
        #expect(try parse(("partial_rotary_factor", 0.1)).rope.pairCount == 2)
        #expect(
            message("partial_rotary_factor", 0.1, any)
                == "config.json: partial_rotary_factor must be a share of head_dim (32) that is a whole number of pairs, "
                + "found 0.1")
        #expect(message("partial_rotary_factor", 0.5, any) == "accepted")
    }

    @Test("The llama3 scaling slows what turns slowly and leaves what turns fast")
    func llama3() throws {
        let scaling: JSONValue = [
            "rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4,
            "original_max_position_embeddings": 64, "rope_theta": 500_000.0,
        ]
        var object = try #require(Self.valid.objectValue).with("rope_parameters", scaling).with("architectures", nil)
        object["model_type"] = "llama"
        let rope = try read(.object(object)).rope
        #expect(rope.frequencies[0] == 1)
        #expect(abs(rope.frequencies[15] * 8 * powf(500_000, 30 / 32) - 1) < 1e-5)
        for (key, value, reason): (String, JSONValue, String) in [
            ("factor", .null, "must be a finite number above 0, found null"),
            ("low_freq_factor", "x", "must be a finite number above 0, found \"x\""),
            ("high_freq_factor", 1, "must be above low_freq_factor (1.0), found 1"),
        ] {
            object["rope_parameters"] = .object(try #require(scaling.objectValue).with(key, value))
            #expect(throws: ConfigurationError(.invalid, "config.json", "rope_parameters.\(key) \(reason)")) {
                try read(.object(object))
            }
        }
    }

    @Test("A file that holds no object is refused")
    func noObject() {
        #expect(throws: ConfigurationError(.invalid, "config.json", "must hold an object, found array")) {
            try read([])
        }
    }
}

extension JSONObject {
    /// The object with a member set.
    fileprivate func with(_ key: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[key] = value
        return copy
    }
}
