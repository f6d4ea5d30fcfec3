import JSON
import ModelBuilder
import Safetensors
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test("Through float32 every tensor comes back bit for bit, and config.json as it was", arguments: decoders)
    func throughFloat32(source: String) throws {
        try withTemporaryDirectory { scratch in
            try build(source, .fp32, to: "\(scratch)/built")
            try export("\(scratch)/built", to: "\(scratch)/back")
            #expect(try storedTensors("\(scratch)/back") == storedTensors(source))
            for name in ["config.json", "tokenizer.json"] where entries(of: source).contains(name) {
                #expect(try readFile("\(scratch)/back/\(name)") == readFile("\(source)/\(name)"))
            }
        }
    }

    @Test("Through 4 bits every matrix comes back within a step, everything else as it was", arguments: decoders)
    func throughInt4(source: String) throws {
        try withTemporaryDirectory { scratch in
            try build(source, .int4, to: "\(scratch)/built")
            try export("\(scratch)/built", to: "\(scratch)/back")
            let (stored, back) = (try storedTensors(source), try storedTensors("\(scratch)/back"))
            #expect(Set(stored.keys) == Set(back.keys))
            for (name, tensor) in stored {
                let (before, after) = (tensor.floats, try #require(back[name]).floats)
                guard before.count == after.count else {
                    Issue.record("\(name) has \(after.count) elements instead of \(before.count)")
                    continue
                }
                guard tensor.shape.count == 2, before != after else {
                    #expect(before == after, "\(name)")
                    continue
                }
                #expect(worstStep(before, after, columns: tensor.shape[1]) <= 1, "\(name)")
            }
        }
    }

    /// The greatest difference, in steps of its block: an eighth of the block's greatest weight.
    private func worstStep(_ before: [Float], _ after: [Float], columns: Int) -> Float {
        var worst: Float = 0
        for row in 0..<before.count / columns {
            for block in stride(from: row * columns, to: (row + 1) * columns, by: 32) {
                let range = block..<min(block + 32, (row + 1) * columns)
                let step = (before[range].map(abs).max() ?? 0) / 8
                for index in range where before[index] != after[index] {
                    worst = max(worst, abs(before[index] - after[index]) / step)
                }
            }
        }
        return worst
    }

    @Test("A folder of the real builder is restored without a config.json")
    func real() throws {
        try withTemporaryDirectory { scratch in
            let folder = "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-fp32-cpu"
            try export(folder, to: "\(scratch)/back")
            let (stored, back) = (try storedTensors(exampleFolder), try storedTensors("\(scratch)/back"))
            #expect(Set(stored.keys) == Set(back.keys))
            for (name, tensor) in stored { #expect(back[name]?.floats == tensor.floats, "\(name)") }
            let restored = try JSONValue(parsing: readFile("\(scratch)/back/config.json"))
            let original = try JSONValue(parsing: readFile("\(exampleFolder)/config.json"))
            for key in ["model_type", "hidden_size", "intermediate_size", "rope_theta", "rms_norm_eps", "vocab_size"] {
                #expect(restored[key] == original[key], "\(key)")
            }
        }
    }

    @Test("A graph whose weights were changed is not restored in the type that it says")
    func changedWeights() throws {
        try withTemporaryDirectory { scratch in
            try build(exampleFolder, .fp32, to: "\(scratch)/built")
            var data = try readFile("\(scratch)/built/model.onnx.data")
            let graph = try GraphContent("\(scratch)/built").model.graph
            let embedding = try #require(graph.initializers.first { $0.name == "model.embed_tokens.weight" })
            guard case .external(let place) = embedding.content else { return }
            data[place.offset] = 1
            try writeFile(data, to: "\(scratch)/built/model.onnx.data")
            #expect(
                refusal { try export("\(scratch)/built", to: "\(scratch)/back") }
                    == "tensor \"model.embed_tokens.weight\": its values are no longer those of the model that the graph "
                    + "was built from: export it as float32")
        }
    }

    @Test("A file of weights that is cut short is refused before anything is written")
    func cutShort() throws {
        try withTemporaryDirectory { scratch in
            try build(exampleFolder, .int4, to: "\(scratch)/built")
            let path = "\(scratch)/built/model.onnx.data"
            try writeFile(Array(try readFile(path).dropLast(100)), to: path)
            let message = refusal { try export("\(scratch)/built", to: "\(scratch)/back") }
            #expect(message?.hasPrefix("\(path): is cut short: tensor \"") == true)
            #expect(entries(of: "\(scratch)/back").isEmpty)
        }
    }

    private func export(_ source: String, to folder: String) throws {
        try makeFolder(folder)
        try HuggingFaceExporter(folder: source).write(to: folder, threads: 2) { _ in }
    }

    /// The models of the fixtures that graphs are built for.
    static let decoders: [String] = {
        let folders =
            ["\(Fixtures.root)/models/tiny-phi3-capitals"]
            + entries(of: "\(Fixtures.root)/models/random").map { "\(Fixtures.root)/models/random/\($0)" }
        return folders.filter { (try? GenerateModelBuilder(folder: $0, precision: .int4)) != nil }
    }()
}
