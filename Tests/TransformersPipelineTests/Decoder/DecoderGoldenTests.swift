import CKernels
import JSON
import ModelConfiguration
import TestSupport
import Testing

@testable import TransformersPipeline

@Suite("The decoder gives what transformers gives")
struct DecoderGoldenTests {
    /// A model with random weights and what transformers makes of it.
    struct RandomModel: CustomTestStringConvertible {
        let name: String
        let folder: String
        let golden: JSONValue

        var testDescription: String { name }

        /// Every model whose family the decoder runs, in the golden folder.
        static let all: [RandomModel] = entries(of: "\(Fixtures.root)/models/random").compactMap { name in
            let folder = "\(Fixtures.root)/models/random/\(name)"
            guard let golden = try? JSONValue(parsing: readFile("\(folder)/golden.json")),
                DecoderSupport.runnable.families.contains(where: { $0.modelType == golden["model_type"]?.stringValue })
            else { return nil }
            return RandomModel(name: name, folder: folder, golden: golden)
        }
    }

    static let instructionSets: [String] = ["portable", "avx2", "avx512"].filter { kernels_named($0) != nil }

    @Test("Logits and greedy tokens of random weights are those of the golden", arguments: RandomModel.all)
    func randomModel(_ model: RandomModel) throws {
        let cases = try #require(model.golden["cases"]?.arrayValue)
        try #require(!cases.isEmpty)
        for instructionSet in Self.instructionSets {
            let kernels = try #require(kernels_named(instructionSet))
            let decoder = try openDecoder(model.folder, kernels: kernels)
            for (index, expected) in cases.enumerated() {
                let input = expected["input_ids"]?.integers ?? []
                let logits = try decoder.logits(after: input, threads: 1 + index % 3)
                let difference = distance(logits, expected["last_logits"]?.floats ?? [])
                #expect(difference < 1e-3, "\(instructionSet), case \(index) of \(input.count) tokens")
                let greedy = expected["greedy_16"]?.integers ?? []
                #expect(
                    try decoder.greedy(after: input, count: greedy.count, threads: 1 + index % 3) == greedy,
                    "\(instructionSet), case \(index) of \(input.count) tokens")
            }
        }
    }

    @Test("The best token at every position is that of the golden", arguments: RandomModel.all)
    func everyPosition(_ model: RandomModel) throws {
        let decoder = try openDecoder(model.folder)
        for expected in try #require(model.golden["cases"]?.arrayValue) {
            let input = expected["input_ids"]?.integers ?? []
            // Where a longer sequence has other angles, what one position gives depends on the whole.
            if let extended = decoder.configuration.rope.extended, input.count > extended.threshold { continue }
            for (position, best) in (expected["argmax_per_position"]?.integers ?? []).enumerated() {
                let logits = try decoder.logits(after: Array(input[...position]))
                #expect(logits[best] > (logits.max() ?? .infinity) - 1e-3)
            }
        }
    }
}

@Suite("The decoder gives what transformers gives for the example model")
struct DecoderExampleTests {
    static let folder = "\(Fixtures.root)/models/tiny-phi3-capitals"

    /// The golden, or nil where the folder has none.
    static let golden: JSONValue? = try? JSONValue(parsing: readFile("\(folder).golden.json"))

    private func cases() throws -> [JSONValue] {
        if Fixtures.isRedirected, Self.golden == nil { return [] }
        return try #require(Self.golden?["cases"]?.arrayValue)
    }

    @Test("Greedy tokens are those of the golden, for every case", arguments: [1, 2])
    func greedy(threads: Int) throws {
        let cases = try cases()
        guard !cases.isEmpty else { return }
        let decoder = try openDecoder(Self.folder)
        let ends = Set(Self.golden?["about"]?["eos_token_ids"]?.integers ?? [])
        for expected in cases {
            let input = expected["input_ids"]?.integers ?? []
            let limit = expected["params"]?["max_new_tokens"]?.integerValue ?? 0
            let generated = try decoder.greedy(after: input, count: Int(limit), ends: ends, threads: threads)
            #expect(generated == expected["generated_ids"]?.integers, "\(expected["name"]?.text() ?? "")")
        }
    }

    @Test("The ten best first logits are those of the golden, for every case")
    func firstLogits() throws {
        let cases = try cases()
        guard !cases.isEmpty else { return }
        let decoder = try openDecoder(Self.folder)
        for expected in cases {
            let logits = try decoder.logits(after: expected["input_ids"]?.integers ?? [])
            let best = try #require(expected["first_logits_top10"]?.arrayValue)
            #expect(best.count == 10)
            for pair in best {
                let id = try #require(pair.arrayValue?.first?.integerValue)
                let value = try #require(pair.arrayValue?.last?.doubleValue)
                #expect(abs(logits[Int(id)] - Float(value)) < 1e-3, "\(expected["name"]?.text() ?? "")")
            }
        }
    }

    @Test("All logits after a prompt are those of the golden, with every instruction set")
    func fullLogits() throws {
        let cases = try cases()
        guard !cases.isEmpty else { return }
        for instructionSet in DecoderGoldenTests.instructionSets {
            let decoder = try openDecoder(Self.folder, kernels: #require(kernels_named(instructionSet)))
            for expected in try #require(Self.golden?["full_logits"]?.arrayValue) {
                let prompt = try #require(cases.first { $0["name"] == expected["prompt_name"] })
                let logits = try decoder.logits(after: prompt["input_ids"]?.integers ?? [])
                #expect(distance(logits, expected["last_logits"]?.floats ?? []) < 1e-3)
            }
        }
    }
}
