import FlavorKit
import Foundation
import JSON
import TestSupport
import Testing

@Suite("Generation against transformers")
struct GoldenGenerationTests {
    @Test("There are golden cases", .enabled(if: !Fixtures.isRedirected))
    func casesAreThere() {
        #expect(!GenerationGolden.all("cases").isEmpty)
        #expect(!GenerationGolden.greedyVariants.isEmpty)
        #expect(!GenerationGolden.all("sampling_filters").isEmpty)
    }

    @Test("Ids, text, finish reason and usage are transformers'", arguments: GenerationGolden.all("cases"))
    func cases(golden: GenerationGolden.Case) throws { try check(golden) }

    @Test("Every parameter does what it does in transformers", arguments: GenerationGolden.greedyVariants)
    func variants(golden: GenerationGolden.Case) throws { try check(golden) }

    @Test(
        "Beam search is refused",
        arguments: GenerationGolden.all("variants").filter { $0.json["params"]?["num_beams"] != nil })
    func beams(golden: GenerationGolden.Case) throws {
        let model = try SharedModels.model(golden.golden.folder)
        let prompt = try #require(golden.prompt)
        #expect(
            model.refusal(.string(prompt), try golden.parameters())
                == "parameter \"num_beams\" is not supported: set it to 1")
    }

    @Test(
        "Full text is the prompt and the new text",
        arguments: GenerationGolden.all("cases") + GenerationGolden.greedyVariants)
    func fullText(golden: GenerationGolden.Case) throws {
        guard let full = golden.json["pipeline_generated_text"]?.stringValue else { return }
        let model = try SharedModels.model(golden.golden.folder)
        let parameters = try golden.parameters(("return_full_text", true))
        let prompt = try #require(golden.prompt)
        #expect(try model.predict(.string(prompt), parameters).value == .string(full))
        #expect(try model.stream(.string(prompt), parameters).text == full)
    }

    @Test("Cut stop strings leave the text before them, streamed too", arguments: GenerationGolden.greedyVariants)
    func cutStopStrings(golden: GenerationGolden.Case) throws {
        let stops = (golden.json["params"]?["stop_strings"]?.arrayValue ?? []).compactMap(\.stringValue)
        guard !stops.isEmpty, let text = golden.text else { return }
        let model = try SharedModels.model(golden.golden.folder)
        let parameters = try golden.parameters(("include_stop_str_in_output", false))
        let ends = stops.compactMap { text.range(of: $0)?.lowerBound }
        let expected = ends.min().map { String(text[..<$0]) } ?? text
        let prompt = try #require(golden.prompt)
        let unary = try model.predict(.string(prompt), parameters)
        #expect(unary.value == .string(expected))
        #expect(unary.info["token_ids"]?.integers == golden.generatedIDs)
        #expect(try model.stream(.string(prompt), parameters).text == expected)
    }

    /// Checks one case: by its text and by its ids, unary and streamed.
    private func check(_ golden: GenerationGolden.Case) throws {
        let model = try SharedModels.model(golden.golden.folder)
        let parameters = try golden.parameters()
        let text = try #require(golden.text)
        let ids: Value = ["prompt_token_ids": .list(golden.inputIDs.map(Value.int))]
        var inputs = [ids]
        if let prompt = golden.prompt { inputs += [.string(prompt), ["prompt": .string(prompt)]] }
        for input in inputs {
            let unary = try model.predict(input, parameters)
            #expect(unary.value == .string(text))
            check(unary.info, golden)
            let streamed = try model.stream(input, parameters)
            #expect(streamed.text == text)
            check(try #require(streamed.last).info, golden)
        }
    }

    private func check(_ info: ValueMap, _ golden: GenerationGolden.Case) {
        #expect(info["token_ids"]?.integers == golden.generatedIDs)
        #expect(info["finish_reason"]?.stringValue == golden.json["finish_reason"]?.stringValue)
        #expect(info["prompt_tokens"] == .int(Int64(golden.inputIDs.count)))
        #expect(info["completion_tokens"] == .int(Int64(golden.generatedIDs.count)))
    }
}

extension Value {
    /// The elements of an int64 tensor.
    var integers: [Int64]? {
        guard case .tensor(let tensor) = self else { return nil }
        return tensor.elements(as: Int64.self)
    }
}

extension [TestSink.Emit] {
    /// The deltas together.
    var text: String { compactMap(\.value.stringValue).joined() }
}
