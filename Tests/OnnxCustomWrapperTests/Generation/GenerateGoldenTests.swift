import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

/// One prompt with what the real onnxruntime-genai made of it.
struct GenerateGolden: Sendable, CustomTestStringConvertible {
    let folder: String
    let json: JSONValue

    /// How many tokens the goldens were made with.
    static let mostTokens: Int64 = 64

    var testDescription: String { "\(folder.split(separator: "/").last ?? ""): \(json["name"]?.stringValue ?? "?")" }
    var inputIDs: [Int64] { integers("input_ids") }
    var generatedIDs: [Int64] { integers("generated_ids") }

    func integers(_ name: String) -> [Int64] { (json[name]?.arrayValue ?? []).compactMap(\.integerValue) }

    static let folders: [String] = entries(of: "\(Fixtures.root)/models/onnx").map {
        "\(Fixtures.root)/models/onnx/\($0)"
    }

    /// The cases of every `models/onnx/NAME/golden.json`.
    static let all: [GenerateGolden] = folders.flatMap { folder -> [GenerateGolden] in
        guard let bytes = try? readFile("\(folder)/golden.json"), let json = try? JSONValue(parsing: bytes) else {
            return []
        }
        return (json["cases"]?.arrayValue ?? []).map { GenerateGolden(folder: folder, json: $0) }
    }
}

@Suite("Generation against onnxruntime-genai")
struct GenerateGoldenTests {
    @Test("There are goldens of int4 and of float32", .enabled(if: !Fixtures.isRedirected))
    func presence() {
        #expect(Set(GenerateGolden.all.map(\.folder)).count == 2)
        #expect(GenerateGolden.all.count > 20)
    }

    @Test("Greedy ids are the real ones, given the prompt's ids", arguments: GenerateGolden.all)
    func ids(golden: GenerateGolden) throws {
        let model = try OnnxHost.model(golden.folder)
        let prediction = try model.predict(
            ["prompt_token_ids": .tensor(Tensor(golden.inputIDs))],
            parameters: ["max_new_tokens": .int(GenerateGolden.mostTokens), "output_logits": true])
        #expect(prediction.info["token_ids"]?.integers == golden.generatedIDs)
        #expect(prediction.info["finish_reason"]?.stringValue == golden.json["finish_reason"]?.stringValue)
        #expect(prediction.info["prompt_tokens"] == .int(Int64(golden.inputIDs.count)))
        #expect(prediction.info["completion_tokens"] == .int(Int64(golden.generatedIDs.count)))
        guard case .tensor(let logits)? = prediction.info["logits"], let all = logits.elements(as: Float.self) else {
            Issue.record("no logits")
            return
        }
        for entry in golden.json["first_logits_top10"]?.arrayValue ?? [] {
            let token = try #require(entry.arrayValue?.first?.integerValue)
            let expected = try #require(entry.arrayValue?.last?.doubleValue)
            #expect(abs(Double(all[Int(token)]) - expected) < 1e-3)
        }
    }

    @Test("A prompt as text gives the same ids, and text as transformers decodes it", arguments: GenerateGolden.all)
    func text(golden: GenerateGolden) throws {
        guard let prompt = golden.json["text"]?.stringValue else { return }
        let model = try OnnxHost.model(golden.folder)
        let parameters: ValueMap = ["max_new_tokens": .int(GenerateGolden.mostTokens)]
        let prediction = try model.predict(["prompt": .string(prompt)], parameters: parameters)
        #expect(prediction.info["token_ids"]?.integers == golden.generatedIDs)
        // The real tokenizer keeps the space of the first piece, transformers does not.
        let output = try #require(golden.json["output"]?.stringValue)
        #expect(prediction.value == .string(output.hasPrefix(" ") ? String(output.dropFirst()) : output))
        var streamed = ""
        let stream = try model.stream(["prompt": .string(prompt)], parameters: parameters)
        while let piece = try stream.next() { streamed += piece.value.stringValue ?? "" }
        #expect(prediction.value == .string(streamed))
    }
}
