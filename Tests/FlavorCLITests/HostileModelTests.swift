import Glibc
import JSON
import TestSupport
import Testing

@Suite("A hostile Hugging Face folder")
struct HostileModelTests {
    private static let weight = "model.layers.0.self_attn.qkv_proj.weight"

    static let safetensors: [DamagedModel] = [
        DamagedModel(
            "safetensors: cut off", ["model.safetensors", "shorter", "expected 3934848 bytes", "found 1997736"]
        ) {
            truncate("\($0)/model.safetensors", 2_000_000)
        },
        DamagedModel("safetensors: cut off in the header", ["model.safetensors", "2256", "92 bytes follow"]) {
            truncate("\($0)/model.safetensors", 100)
        },
        DamagedModel("safetensors: four bytes", ["model.safetensors", "8 bytes", "found 4 bytes"]) {
            truncate("\($0)/model.safetensors", 4)
        },
        DamagedModel("safetensors: empty", ["model.safetensors", "8 bytes", "found 0 bytes"]) {
            truncate("\($0)/model.safetensors", 0)
        },
        .header("header length 2^63 - 1", ["at most 100000000", "found 9223372036854775807"], length: 1 << 63 - 1),
        .header("header length 2^63", ["at most 100000000", "found 9223372036854775808"], length: 1 << 63),
        .header("header length 2^64 - 1", ["at most 100000000", "found 18446744073709551615"], length: .max),
        .header("header length 0", ["header", "must begin with '{'", "found an empty header"], length: 0),
        .header("header length 5", ["header", "expected", "found the end"], length: 5),
        .header("overlapping tensors", ["data_offsets", "must begin at", "overlaps"]) { header in
            let ordered = header.filter { $0.key != "__metadata__" }.sorted { first($0.value) < first($1.value) }
            let size = last(ordered[1].value) - first(ordered[1].value)
            try header.setTensor(ordered[1].key, "data_offsets", [0, .integer(size)])
        },
        .header("offsets past the end", [weight, "data_offsets"]) {
            try $0.setTensor(weight, "data_offsets", [0, 9_223_372_036_854_775_807])
        },
        .header("offsets the wrong way round", [weight, "data_offsets"]) {
            try $0.setTensor(weight, "data_offsets", [2_360_064, 2_237_184])
        },
        .header("a shape whose product overflows", [weight, "4611686018427387904", "more than can be addressed"]) {
            try $0.setTensor(weight, "shape", [4_611_686_018_427_387_904, 4, 1_099_511_627_776])
        },
        .header("a negative shape", [weight, "shape", "integers from 0", "[-1, -1]"]) {
            try $0.setTensor(weight, "shape", [-1, -1])
        },
        .header("a shape of another model", [weight, "expected shape [320, 192]", "found [192, 320]"]) {
            try $0.setTensor(weight, "shape", [192, 320])
        },
        .header("a shape that does not fit the bytes", [weight, "[320, 193] of BF16 takes 123520 bytes", "122880"]) {
            try $0.setTensor(weight, "shape", [320, 193])
        },
        .header("a missing tensor", [weight, "missing", "expected BF16, F16 or F32 of shape [320, 192]"]) {
            let entry = $0[weight]
            $0[weight] = nil
            $0["something.else"] = entry
        },
        .header("integers for weights", [weight, "expected BF16, F16 or F32", "found I16"]) {
            try $0.setTensor(weight, "dtype", "I16")
        },
        .header("an unknown dtype", [weight, "dtype \"X9\" is not known", "BF16"]) {
            try $0.setTensor(weight, "dtype", "X9")
        },
        .header("a dtype of another size", [weight, "[320, 192] of F32 takes 245760 bytes", "122880"]) {
            try $0.setTensor(weight, "dtype", "F32")
        },
        DamagedModel("safetensors: a folder", ["model.safetensors", "not a regular file"]) {
            remove("\($0)/model.safetensors")
            mkdir("\($0)/model.safetensors", 0o755)
        },
        DamagedModel("safetensors: a pipe that nobody writes to", ["model.safetensors", "not a regular file"]) {
            remove("\($0)/model.safetensors")
            mkfifo("\($0)/model.safetensors", 0o644)
        },
        DamagedModel("safetensors: under another name", ["expected model.safetensors or model.safetensors.index.json"])
        {
            rename("\($0)/model.safetensors", "\($0)/other.safetensors")
        },
        DamagedModel(
            "safetensors: an index that leads out of the folder",
            ["model.safetensors.index.json", "weight_map", "same folder", "../../secret.safetensors"]
        ) {
            rename("\($0)/model.safetensors", "\($0)/other.safetensors")
            try writeFile(
                #"{"weight_map": {"a": "../../secret.safetensors"}}"#, to: "\($0)/model.safetensors.index.json")
        },
    ]

    static let configurations: [DamagedModel] = [
        .setting("num_attention_heads", in: "config.json", to: 0, ["num_attention_heads", "from 1", "found 0"]),
        .setting("num_key_value_heads", in: "config.json", to: 0, ["num_key_value_heads", "from 1", "found 0"]),
        .setting(
            "num_attention_heads", in: "config.json", to: 7,
            ["num_key_value_heads must divide num_attention_heads (7)", "found 2"]),
        .setting("hidden_size", in: "config.json", to: -5, ["hidden_size", "from 1", "found -5"]),
        .setting(
            "hidden_size", in: "config.json", to: 4_611_686_018_427_387_904, ["hidden_size", "4611686018427387904"]),
        .setting("hidden_size", in: "config.json", to: "many", ["hidden_size", "integer", "found \"many\""]),
        .setting("intermediate_size", in: "config.json", to: nil, ["intermediate_size", "integer", "found nothing"]),
        .setting("num_hidden_layers", in: "config.json", to: 1_000_000_000, ["num_hidden_layers", "found 1000000000"]),
        .setting("vocab_size", in: "config.json", to: 1_000_000_000_000, ["vocab_size", "found 1000000000000"]),
        .setting("rms_norm_eps", in: "config.json", to: "a", ["rms_norm_eps", "number", "found \"a\""]),
        .setting("rope_theta", in: "config.json", to: 0, ["rope_theta", "above 0", "found 0"]),
        .setting(
            "rope_scaling", in: "config.json", to: ["type": "longrope"],
            ["rope_scaling.short_factor", "16 numbers", "found nothing"]),
        .setting("sliding_window", in: "config.json", to: 0, ["sliding_window", "from 1", "found 0"]),
        .setting("model_type", in: "config.json", to: "llava", ["model_type", "phi3", "found \"llava\""]),
        .setting("hidden_act", in: "config.json", to: "swoosh", ["hidden_act", "silu", "found \"swoosh\""]),
        .replacing("config.json", with: "", ["empty", "expected JSON"], as: "config.json: empty"),
        .replacing("config.json", with: "[1]", ["object", "found array"], as: "config.json: an array"),
        .replacing(
            "config.json", with: "{\"a\": ", ["line 1", "expected", "found the end"], as: "config.json: cut off"),
        .replacing(
            "config.json", with: String(repeating: "[", count: 100_000), ["128 deep", "found more"],
            as: "config.json: deep"),
        .replacing(
            "generation_config.json", with: "{", ["expected", "found the end"], as: "generation_config.json: cut off"),
        .setting(
            "temperature", in: "generation_config.json", to: "hot",
            ["temperature", "expected a number", "found string"]),
    ]

    static let tokenizers: [DamagedModel] = [
        .setting("model.vocab", in: "tokenizer.json", to: nil, ["model.vocab is missing"]),
        .setting("model.vocab", in: "tokenizer.json", to: [:], ["model.vocab must not be empty"]),
        .setting("model.vocab", in: "tokenizer.json", to: [1, 2], ["model.vocab must be an object", "found array"]),
        .setting(
            "model.vocab.zzz", in: "tokenizer.json", to: 4_611_686_018_427_387_904,
            ["model.vocab", "\"zzz\"", "found 4611686018427387904"]),
        .setting("model.vocab.zzz", in: "tokenizer.json", to: -1, ["model.vocab", "\"zzz\"", "from 0", "found -1"]),
        .setting("model.merges", in: "tokenizer.json", to: ["a"], ["model.merges[0]", "two tokens", "found \"a\""]),
        .setting(
            "model.merges", in: "tokenizer.json", to: ["qqqq zzzz"], ["model.merges[0]", "vocab", "found \"qqqq\""]),
        .setting("model.type", in: "tokenizer.json", to: "Foo", ["type", "\"Foo\"", "BPE"]),
        .setting("model", in: "tokenizer.json", to: nil, ["model is missing"]),
        .replacing("tokenizer.json", with: "", ["empty", "expected JSON"], as: "tokenizer.json: empty"),
    ]

    @Test("Broken weights are one sentence", arguments: safetensors)
    func weights(model: DamagedModel) throws { try check(model) }

    @Test("A broken configuration is one sentence", arguments: configurations)
    func configuration(model: DamagedModel) throws { try check(model) }

    @Test("A broken tokenizer is one sentence", arguments: tokenizers)
    func tokenizer(model: DamagedModel) throws { try check(model) }

    @Test("Saving from it leaves nothing", arguments: [safetensors[0], configurations[0], tokenizers[0]])
    func save(model: DamagedModel) throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.copy(to: "\(folder)/model")
            try model.damage("\(folder)/model")
            expectFailure(
                try Flavor.run(
                    "save", "--flavor", "transformers-pipeline", "--from", "\(folder)/model", "-o", "\(folder)/saved"),
                naming: model.expected)
            #expect(entries(of: folder) == ["model"])
        }
    }

    private func check(_ model: DamagedModel) throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.copy(to: "\(folder)/model")
            try model.damage("\(folder)/model")
            let parameters = model.testDescription.contains("temperature") ? ["--param", "do_sample=true"] : []
            expectFailure(
                try Flavor.run(["predict", "\(folder)/model", "--prompt", "Hello"] + parameters), naming: model.expected
            )
        }
    }

    private static func first(_ entry: JSONValue) -> Int64 {
        entry["data_offsets"]?.arrayValue?.first?.integerValue ?? 0
    }
    private static func last(_ entry: JSONValue) -> Int64 { entry["data_offsets"]?.arrayValue?.last?.integerValue ?? 0 }
}
