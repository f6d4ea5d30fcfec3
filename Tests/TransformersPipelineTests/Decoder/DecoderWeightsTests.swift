import FlavorKit
import JSON
import ModelConfiguration
import Safetensors
import TestSupport
import Testing

@testable import TransformersPipeline

@Suite("A decoder's weights")
struct DecoderWeightsTests {
    /// A tensor as a safetensors header describes it.
    private struct Entry {
        var name: String
        var type = "F32"
        var shape: [Int]
        var bytesPerElement = 4
    }

    /// The smallest model that there can be.
    private static let config: JSONValue = [
        "model_type": "phi3", "vocab_size": 3, "hidden_size": 4, "intermediate_size": 5, "num_hidden_layers": 1,
        "num_attention_heads": 2, "max_position_embeddings": 8,
    ]

    private static let entries = [
        Entry(name: "model.embed_tokens.weight", shape: [3, 4]), Entry(name: "model.norm.weight", shape: [4]),
        Entry(name: "lm_head.weight", shape: [3, 4]),
        Entry(name: "model.layers.0.input_layernorm.weight", shape: [4]),
        Entry(name: "model.layers.0.post_attention_layernorm.weight", shape: [4]),
        Entry(name: "model.layers.0.self_attn.qkv_proj.weight", shape: [12, 4]),
        Entry(name: "model.layers.0.self_attn.o_proj.weight", shape: [4, 4]),
        Entry(name: "model.layers.0.mlp.gate_up_proj.weight", shape: [10, 4]),
        Entry(name: "model.layers.0.mlp.down_proj.weight", shape: [4, 5]),
    ]

    /// Writes a file of ones with these tensors; an odd header leaves them unaligned.
    private func write(_ entries: [Entry], to folder: String) throws {
        var header = JSONObject()
        var end = 0
        for entry in entries {
            let start = end
            end += entry.shape.reduce(1, *) * entry.bytesPerElement
            header[entry.name] = [
                "dtype": .string(entry.type), "shape": .array(entry.shape.map { .integer(Int64($0)) }),
                "data_offsets": [.integer(Int64(start)), .integer(Int64(end))],
            ]
        }
        var text = Array(JSONValue.object(header).text(.compact).utf8)
        while text.count % 8 != 3 { text.append(UInt8(ascii: " ")) }
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
        let ones = (0..<end).map { [0, 0, 0x80, 0x3F][$0 % 4] as UInt8 }
        try writeFile(length + text + ones, to: "\(folder)/model.safetensors")
    }

    private func open(
        _ change: (inout [Entry]) -> Void, config: JSONValue = config
    ) throws -> (decoder: Decoder?, message: String) {
        try withTemporaryDirectory { folder in
            var entries = Self.entries
            change(&entries)
            try write(entries, to: folder)
            let reader = try ConfigurationReader(file: "config.json", json: config)
            let configuration = try DecoderConfiguration(reader, support: .runnable)
            let weights = try SafetensorsCollection(folder: folder)
            do {
                return (try Decoder(configuration: configuration, weights: weights), "accepted")
            } catch let error as FlavorError {
                let message = error.message
                return (nil, message.hasPrefix(folder) ? String(message.dropFirst(folder.utf8.count + 1)) : message)
            }
        }
    }

    @Test("Weights of the right names, types and shapes are taken wherever they lie")
    func valid() throws {
        let decoder = try #require(try open { _ in }.decoder)
        let logits = try decoder.logits(after: [0, 1, 2])
        // Ones everywhere: the last norm gives ones, and four of them make each logit.
        #expect(distance(logits, [4, 4, 4]) < 1e-4)
    }

    @Test("A tensor that is missing is named", arguments: entries.map(\.name))
    func missing(name: String) throws {
        let shape = try #require(Self.entries.first { $0.name == name }).shape
        let message = try open { $0.removeAll { $0.name == name } }.message
        #expect(
            message
                == "model.safetensors: tensor \"\(name)\" is missing: expected BF16, F16 or F32 of shape \(shape)")
    }

    @Test("A tensor of another shape is named", arguments: entries.map(\.name))
    func shape(name: String) throws {
        let index = try #require(Self.entries.firstIndex { $0.name == name })
        let shape = Self.entries[index].shape
        let inner = Array(shape.dropLast())
        for wrong in [inner + [shape[shape.count - 1] + 1], shape + [1], [], inner] {
            let message = try open { $0[index].shape = wrong }.message
            #expect(
                message == "model.safetensors: tensor \"\(name)\": expected shape \(shape), found \(wrong)")
        }
    }

    @Test("A type that cannot be calculated with is named", arguments: entries.map(\.name))
    func type(name: String) throws {
        let index = try #require(Self.entries.firstIndex { $0.name == name })
        for (type, bytes) in [("F64", 8), ("I32", 4), ("I8", 1), ("F8_E4M3", 1)] {
            let message = try open {
                $0[index].type = type
                $0[index].bytesPerElement = bytes
            }.message
            #expect(
                message == "model.safetensors: tensor \"\(name)\": expected BF16, F16 or F32, found \(type)")
        }
    }

    @Test("A layer that the file does not have is missed at once, however many are asked for")
    func layers() throws {
        let config = try #require(Self.config.objectValue).with("num_hidden_layers", 16_384)
        #expect(
            try open({ _ in }, config: .object(config)).message.hasPrefix(
                "model.safetensors: tensor \"model.layers.1.self_attn.qkv_proj.weight\" is missing"))
    }

    @Test("Tensors that the configuration has no place for are named, but not those that transformers calculates")
    func unused() throws {
        let extra = [
            Entry(name: "model.layers.1.mlp.down_proj.weight", shape: [4, 5]),
            Entry(name: "model.layers.0.self_attn.rotary_emb.inv_freq", shape: [1]),
        ]
        let decoder = try #require(try open { $0 += extra }.decoder)
        #expect(decoder.unusedNames == ["model.layers.1.mlp.down_proj.weight"])
        #expect(try open { _ in }.decoder?.unusedNames == [])
    }

    @Test("Embeddings that are also the output need no output of their own")
    func tied() throws {
        let config = try #require(Self.config.objectValue).with("tie_word_embeddings", true)
        let decoder = try open({ $0.removeAll { $0.name == "lm_head.weight" } }, config: .object(config)).decoder
        #expect(decoder?.output.weights == decoder?.embedding.weights)
    }

    @Test("A sequence that no machine has the memory for is refused")
    func memory() {
        #expect(throws: FlavorError.self) { try FloatBuffer(count: nil, for: "a test") }
        #expect(throws: FlavorError.self) { try FloatBuffer(count: Int.max / 4, for: "a test") }
        do {
            _ = try FloatBuffer(count: 1 << 58, for: "a test")
            Issue.record("accepted")
        } catch {
            #expect(error.code == .resourceExhausted)
            #expect(error.message.hasPrefix("a test needs 1099511627776 MiB, and the machine has "))
        }
    }
}
