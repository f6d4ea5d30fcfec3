import FlavorKit
import JSON
import TestSupport
import Testing

@testable import TextGeneration
@testable import TransformersPipeline

@Suite("Sampling filters against transformers")
struct SamplingFilterTests {
    @Test("The same tokens are left with the same probabilities", arguments: GenerationGolden.all("sampling_filters"))
    func filters(golden: GenerationGolden.Case) throws {
        let name = golden.json["prompt_name"]?.stringValue
        let prompt = try #require(golden.golden.cases("cases").first { $0.name == name }).inputIDs.map(Int.init)
        var parameters = try golden.parameters(("do_sample", true)).mapValue ?? ValueMap()
        // The goldens apply a filter only where they name it.
        if parameters["top_k"] == nil { parameters["top_k"] = 0 }
        let config = try GenerationConfig(
            GenerationSettings(layers: [.init(origin: .call, values: Parameters(parameters))]))

        let model = try HuggingFaceModel(folder: golden.golden.folder, tokenizerFolder: golden.golden.folder)
        let sequence = try model.decoder.makeSequence(threads: 1)
        let logits = try sequence.append(prompt, isCancelled: { false })
        for processor in config.makeProcessors(promptCount: prompt.count) {
            processor.apply(to: logits, after: TokenHistory(prompt: prompt))
        }

        let kept = logits.filter { $0 > -.infinity }.count
        #expect(kept == golden.json["kept"]?.integerValue.map(Int.init))
        let softmax = Softmax(logits)
        let ranked = logits.indices.sorted { logits[$0] > logits[$1] }
        let expected = try #require(golden.json["top_probabilities"]?.arrayValue)
        for (rank, entry) in expected.enumerated() {
            let token = try #require(entry.arrayValue?.first?.integerValue)
            let probability = try #require(entry.arrayValue?.last?.doubleValue)
            #expect(logits[Int(token)] > -.infinity)
            #expect(abs(softmax.probability(of: logits[Int(token)]) - probability) < 1e-4)
            // Neighbours whose probabilities are all but equal may change places.
            #expect(abs(softmax.probability(of: logits[ranked[rank]]) - probability) < 1e-4)
        }
    }
}
