import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("The text-generation contract on the generate() API")
struct ContractTests {
    private static let models = [ExampleModel.int4, ExampleModel.float32]

    private func predict(_ input: Value, _ parameters: ValueMap = ValueMap()) throws -> Prediction {
        try OnnxHost.model(ExampleModel.int4).predict(input, parameters: parameters)
    }

    private func text(_ prompt: String, _ parameters: ValueMap = ValueMap()) throws -> String? {
        try predict(["prompt": .string(prompt)], parameters).value.stringValue
    }

    @Test("The seed's form of call is answered with a text", arguments: models)
    func seedCall(folder: String) throws {
        let answer = try OnnxHost.model(folder).predict(["prompt": .string(ExampleModel.joke)]).value
        #expect(
            answer
                == "Why did the atom quit its day job? It wanted to split, and the boss said that would cause a reaction."
        )
    }

    @Test("A list of prompts is answered with a list, each as alone")
    func batch() throws {
        let prediction = try predict(["prompt": [.string(ExampleModel.spain), .string(ExampleModel.joke)]])
        #expect(
            prediction.value
                == [.string(ExampleModel.madrid), .string(try #require(try text(ExampleModel.joke)))])
        #expect(prediction.info["finish_reason"] == ["stop", "stop"])
        #expect(prediction.info["prompt_tokens"] == [10, 19])
    }

    @Test("A stream carries the text in pieces, the prompt's number and the totals last")
    func stream() throws {
        let stream = try OnnxHost.model(ExampleModel.int4).stream(
            ["prompt": [.string(ExampleModel.spain), .string(ExampleModel.spain)]])
        var texts = ["", ""]
        var last: Prediction?
        while let piece = try stream.next() {
            if let index = piece.info["index"]?.intValue { texts[Int(index)] += piece.value.stringValue ?? "" }
            last = piece
        }
        #expect(texts == [ExampleModel.madrid, ExampleModel.madrid])
        #expect(last?.info["completion_tokens"] != nil)
    }

    @Test("Stop strings end the answer, with them or without")
    func stopStrings() throws {
        #expect(try text(ExampleModel.spain, ["stop_strings": "Madrid"]) == "The capital of Spain is Madrid")
        #expect(
            try text(ExampleModel.spain, ["stop_strings": ["Madrid"], "include_stop_str_in_output": false])
                == "The capital of Spain is ")
        #expect(
            try predict(["prompt": .string(ExampleModel.spain)], ["stop_strings": "Madrid"]).info["finish_reason"]
                == "stop")
    }

    @Test("Lengths are kept")
    func lengths() throws {
        let short = try predict(["prompt": .string(ExampleModel.spain)], ["max_new_tokens": 3])
        #expect(short.info["completion_tokens"] == 3)
        #expect(short.info["finish_reason"] == "length")
        #expect(try predict(["prompt": .string(ExampleModel.spain)], ["max_length": 12]).info["completion_tokens"] == 2)
        let long = try predict(["prompt": .string(ExampleModel.spain)], ["min_new_tokens": 40, "max_new_tokens": 45])
        #expect(try #require(long.info["completion_tokens"]?.intValue) >= 40)
    }

    @Test("The context is the most that prompt and answer have")
    func context() throws {
        let prompt = Value.tensor(Tensor([Int64](repeating: 370, count: 500)))
        let prediction = try predict(["prompt_token_ids": prompt], ["eos_token_id": [], "max_new_tokens": 100])
        #expect(prediction.info["completion_tokens"] == 12)
        let full = Value.tensor(Tensor([Int64](repeating: 370, count: 512)))
        #expect(
            OnnxHost.refusal { _ = try predict(["prompt_token_ids": full]) }
                == "the prompt has 512 tokens and the model's context is 512, which its answer has to fit in too: shorten the prompt"
        )
    }

    @Test("A seed makes drawing repeatable, another one makes another answer")
    func seeds() throws {
        let parameters: (Int64) -> ValueMap = { ["do_sample": true, "temperature": 1.5, "top_k": 0, "seed": .int($0)] }
        let first = try text("The", parameters(7))
        #expect(try text("The", parameters(7)) == first)
        #expect(try (8..<16).contains { try text("The", parameters($0)) != first })
        #expect(try text(ExampleModel.spain, ["do_sample": true, "top_k": 1, "seed": 1]) == ExampleModel.madrid)
    }

    @Test("Processors change the choice as their names say")
    func processors() throws {
        let plain = try predict(["prompt": .string(ExampleModel.spain)]).info["token_ids"]?.integers ?? []
        let penalised = try predict(["prompt": .string(ExampleModel.spain)], ["repetition_penalty": 5.0])
        #expect(penalised.info["token_ids"]?.integers != plain)
        let once = try predict(
            ["prompt": .string(ExampleModel.spain)], ["no_repeat_ngram_size": 1, "max_new_tokens": 20])
        let ids = once.info["token_ids"]?.integers ?? []
        #expect(Set(ids).count == ids.count)
    }

    @Test("Probabilities are told, the chosen token's the best of greedy ones")
    func logprobs() throws {
        let info = try predict(["prompt": .string(ExampleModel.spain)], ["logprobs": 2]).info
        let entries = info["logprobs"]?.listValue ?? []
        #expect(entries.count == info["token_ids"]?.integers.count)
        for entry in entries {
            #expect(entry["top"]?.listValue?.count == 2)
            #expect(entry["top"]?.listValue?.first?["token_id"] == entry["token_id"])
        }
    }

    @Test("A JSON schema keeps the answer to it")
    func schema() throws {
        let schema =
            #"{"type": "object", "properties": {"city": {"enum": ["Madrid", "Paris"]}}, "required": ["city"], "additionalProperties": false}"#
        for sampling: ValueMap in [ValueMap(), ["do_sample": true, "seed": 3]] {
            var parameters = sampling
            parameters["json_schema"] = .string(schema)
            let prediction = try predict(["prompt": .string(ExampleModel.spain)], parameters)
            let answer = try JSONValue(parsing: try #require(prediction.value.stringValue))
            #expect(["Madrid", "Paris"].contains(answer["city"]?.stringValue))
            #expect(prediction.info["finish_reason"] == "stop")
        }
    }

    @Test("A regular expression keeps the answer to it, and seeds hold there too")
    func regex() throws {
        let parameters: ValueMap = ["regex": "[0-9]{4}", "do_sample": true, "seed": 5]
        let answer = try #require(try text(ExampleModel.spain, parameters))
        #expect(answer.wholeMatch(of: /[0-9]{4}/) != nil)
        #expect(try text(ExampleModel.spain, parameters) == answer)
    }

    @Test("Guidance that cannot be read, or twice, is a sentence")
    func badGuidance() throws {
        let model = try OnnxHost.model(ExampleModel.int4)
        func refusal(_ parameters: ValueMap) -> String? {
            OnnxHost.refusal { _ = try model.predict(["prompt": "x"], parameters: parameters) }
        }
        #expect(
            refusal(["regex": "a", "json_schema": "{}"])
                == "parameter \"json_schema\" and parameter \"regex\" are both given: give one of the two")
        let sentence = try #require(refusal(["regex": "[", "max_new_tokens": 3]))
        #expect(sentence.hasPrefix("parameter \"regex\": "))
        #expect(!sentence.contains { $0.isNewline })
    }

    @Test("A call that is cancelled ends between tokens")
    func cancellation() throws {
        let cancellation = Cancellation()
        let stream = try OnnxHost.model(ExampleModel.int4).stream(
            ["prompt": .string(ExampleModel.spain)], parameters: ["eos_token_id": [], "max_new_tokens": 400],
            call: CallOptions(cancellation: cancellation))
        var count = 0
        let error = #expect(throws: FlavorError.self) {
            while try stream.next() != nil {
                count += 1
                if count == 3 { cancellation.cancel() }
            }
        }
        #expect(error?.code == .cancelled)
        #expect(count < 300)
    }

    @Test("Calls that overlap do not mix")
    func overlapping() async throws {
        let model = try OnnxHost.model(ExampleModel.int4)
        try await withThrowingTaskGroup(of: Value.self) { group in
            for _ in 0..<6 {
                group.addTask { try model.predict(["prompt": .string(ExampleModel.spain)]).value }
            }
            for try await value in group { #expect(value == .string(ExampleModel.madrid)) }
        }
    }
}
