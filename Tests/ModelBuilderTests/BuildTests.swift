import JSON
import ModelBuilder
import ONNX
import TestSupport
import Testing

@Suite struct BuildTests {
    @Test("The files are the same whatever the number of threads", arguments: Precision.allCases)
    func threads(precision: Precision) throws {
        try withTemporaryDirectory { scratch in
            try build(exampleFolder, precision, to: "\(scratch)/one", threads: 1)
            try build(exampleFolder, precision, to: "\(scratch)/five", threads: 5)
            for name in entries(of: "\(scratch)/one") {
                #expect(try readFile("\(scratch)/one/\(name)") == readFile("\(scratch)/five/\(name)"))
            }
        }
    }

    @Test("Float16 is float16 throughout, and each weight is the nearest")
    func float16() throws {
        try withTemporaryDirectory { scratch in
            try build(exampleFolder, .fp16, to: "\(scratch)/built")
            let content = try GraphContent("\(scratch)/built")
            #expect(content.model.graph.outputs.allSatisfy { $0.elementType == .float16 })
            #expect(content.model.graph.initializers.allSatisfy { $0.elementType == .float16 })
            let stored = try #require(try storedTensors(exampleFolder)["model.embed_tokens.weight"]).floats
            let bits = stored.map { Float16($0).bitPattern }
            #expect(bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } == content.bytes["model.embed_tokens.weight"])
        }
    }

    @Test("Only float16 of float16, and float32, are exact")
    func exactness() throws {
        #expect(try GenerateModelBuilder(folder: exampleFolder, precision: .fp32).isExact)
        #expect(try !GenerateModelBuilder(folder: exampleFolder, precision: .fp16).isExact)
        #expect(try !GenerateModelBuilder(folder: exampleFolder, precision: .int4).isExact)
        let half = "\(Fixtures.own)/models/random/llama"
        #expect(try GenerateModelBuilder(folder: half, precision: .fp16).isExact)
    }

    @Test("The window is in the attention of the layers that have it, and never in the cache's configuration")
    func windows() throws {
        let models = [("mistral-window12", 12), ("phi3-window8", 8), ("llama", -1), ("qwen2", -1)]
        for (name, window) in models {
            try withTemporaryDirectory { scratch in
                try build("\(Fixtures.own)/models/random/\(name)", .int4, to: "\(scratch)/built")
                let nodes = try GraphContent("\(scratch)/built").model.graph.nodes
                let attention = nodes.filter { $0.operatorType == "GroupQueryAttention" }
                #expect(!attention.isEmpty)
                #expect(attention.allSatisfy { $0[attribute: "local_window_size"] == .int(Int64(window)) })
                let file = try JSONValue(parsing: readFile("\(scratch)/built/genai_config.json"))
                #expect(file["model"]?["decoder"]?["sliding_window"] == nil)
            }
        }
    }

    @Test("Progress grows to the announced size, and what it throws ends the work")
    func progress() throws {
        struct Interruption: Error {}
        try withTemporaryDirectory { scratch in
            try makeFolder("\(scratch)/built")
            let builder = try GenerateModelBuilder(folder: exampleFolder, precision: .fp32)
            var heard: [Int] = []
            try builder.write(to: "\(scratch)/built", threads: 2) { heard.append($0) }
            #expect(heard == heard.sorted() && heard.last == builder.weightByteCount)
            try makeFolder("\(scratch)/stopped")
            #expect(throws: Interruption.self) {
                try builder.write(to: "\(scratch)/stopped", threads: 2) { if $0 > 1_000_000 { throw Interruption() } }
            }
        }
    }

    @Test("What is there already is not overwritten")
    func existing() throws {
        try withTemporaryDirectory { scratch in
            try makeFolder("\(scratch)/built")
            try writeFile("mine", to: "\(scratch)/built/model.onnx")
            let builder = try GenerateModelBuilder(folder: exampleFolder, precision: .int4)
            #expect(
                refusal { try builder.write(to: "\(scratch)/built", threads: 1) { _ in } }
                    == "\(scratch)/built/model.onnx: cannot be created: File exists")
            #expect(try readFile("\(scratch)/built/model.onnx") == Array("mine".utf8))
        }
    }

    @Test("An encoder's graph has ONNX's operators alone, and its weights")
    func encoder() throws {
        try withTemporaryDirectory { scratch in
            try makeEncoder("\(scratch)/model", labels: 3)
            try makeFolder("\(scratch)/built")
            try EncoderModelBuilder(folder: "\(scratch)/model").write(to: "\(scratch)/built", threads: 1) { _ in }
            let model = try GraphContent("\(scratch)/built").model
            #expect(model.operatorSets == [.init("", 20)])
            #expect(model.graph.nodes.allSatisfy { $0.domain.isEmpty })
            #expect(model.graph.inputs.map(\.name) == ["input_ids", "attention_mask", "token_type_ids"])
            #expect(model.graph.outputs == [ONNXValueInfo("logits", .float, ["batch_size", 3])])
        }
    }
}

/// A BERT of one layer whose weights are all 0.
func makeEncoder(_ folder: String, labels: Int) throws {
    try makeFolder(folder)
    let layer = "bert.encoder.layer.0"
    var shapes: [(String, [Int])] = [
        ("bert.embeddings.word_embeddings.weight", [6, 4]), ("bert.embeddings.position_embeddings.weight", [8, 4]),
        ("bert.embeddings.token_type_embeddings.weight", [2, 4]),
    ]
    func add(_ name: String, _ shape: [Int]) { shapes += [("\(name).weight", shape), ("\(name).bias", [shape[0]])] }
    for norm in ["bert.embeddings", "\(layer).attention.output", "\(layer).output"] { add("\(norm).LayerNorm", [4]) }
    for part in ["query", "key", "value"] { add("\(layer).attention.self.\(part)", [4, 4]) }
    add("\(layer).attention.output.dense", [4, 4])
    add("\(layer).intermediate.dense", [5, 4])
    add("\(layer).output.dense", [4, 5])
    add("bert.pooler.dense", [4, 4])
    add("classifier", [labels, 4])
    try writeFile(safetensors(shapes), to: "\(folder)/model.safetensors")
    let configuration: JSONObject = [
        "model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": 6, "hidden_size": 4,
        "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 5, "max_position_embeddings": 8,
        "type_vocab_size": 2,
    ]
    try writeFile(JSONValue.object(configuration).text(), to: "\(folder)/config.json")
}

/// A safetensors file of float32 zeros.
private func safetensors(_ shapes: [(String, [Int])]) -> [UInt8] {
    var header = JSONObject()
    var end = 0
    for (name, shape) in shapes {
        let size = shape.reduce(4, *)
        header[name] = [
            "dtype": "F32", "shape": .array(shape.map { .integer(Int64($0)) }),
            "data_offsets": [.integer(Int64(end)), .integer(Int64(end + size))],
        ]
        end += size
    }
    let text = Array(JSONValue.object(header).text().utf8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + [UInt8](repeating: 0, count: end)
}
