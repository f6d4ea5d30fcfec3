import FlavorKit
import JSON
import TestSupport
import Testing

/// The golden file of a model with random weights.
struct RandomModelGolden: Sendable, CustomTestStringConvertible {
    let name: String
    let folder: String
    let json: JSONValue

    var testDescription: String { name }

    /// Those whose models load: of a family that this flavor runs, with a tokenizer that it reads.
    static let all: [RandomModelGolden] = {
        let root = "\(Fixtures.root)/models/random"
        return entries(of: root).compactMap { name in
            let folder = "\(root)/\(name)"
            guard let bytes = try? readFile("\(folder)/golden.json"), let json = try? JSONValue(parsing: bytes),
                (try? SharedModels.model(folder)) != nil
            else { return nil }
            return RandomModelGolden(name: name, folder: folder, json: json)
        }
    }()
}

@Suite("Generation of random models against transformers")
struct RandomModelTests {
    @Test("The random Phi-3 model is among those that load", .enabled(if: !Fixtures.isRedirected))
    func modelIsThere() {
        #expect(RandomModelGolden.all.contains { $0.name == "phi3-longrope" })
    }

    @Test("Greedy ids are transformers'", arguments: RandomModelGolden.all)
    func greedy(golden: RandomModelGolden) throws {
        let model = try SharedModels.model(golden.folder)
        for (index, json) in (golden.json["cases"]?.arrayValue ?? []).enumerated() {
            let expected = json["greedy_16"].integers
            #expect(!expected.isEmpty, "case \(index)")
            let emit = try model.predict(
                ["prompt_token_ids": .list(json["input_ids"].integers.map(Value.int))],
                ["max_new_tokens": .int(Int64(expected.count)), "do_sample": false])
            #expect(emit.info["token_ids"]?.integers == expected, "case \(index)")
        }
    }
}
