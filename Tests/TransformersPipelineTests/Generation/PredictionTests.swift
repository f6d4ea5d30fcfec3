import FlavorKit
import TestSupport
import Testing

@Suite("Predictions")
struct PredictionTests {
    private let spain: Value = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
    private let answer = "The capital of Spain is Madrid. Spain is in Europe."

    @Test("A list is answered with a list, each item as by itself, with lists in the info")
    func lists() throws {
        let model = try SharedModels.example
        let first = try model.predict("The capital of", ["do_sample": true, "seed": 3])
        let second = try model.predict("Madrid is", ["do_sample": true, "seed": 3])
        let both = try model.predict(["The capital of", "Madrid is"], ["do_sample": true, "seed": 3])
        #expect(both.value == [first.value, second.value])
        for entry in first.info.entries {
            #expect(both.info[entry.name] == .list([entry.value, second.info[entry.name] ?? .null]), "\(entry.name)")
        }
        #expect(try model.predict(["The capital of"]).value.listValue?.count == 1)
        #expect(try model.predict([]).value == [])
    }

    @Test("A stream of a list names the item of each piece, and its last emit has the totals of all")
    func streamedLists() throws {
        let model = try SharedModels.example
        let unary = try model.predict(["The capital of", "Madrid is"])
        let emits = try model.stream(["The capital of", "Madrid is"])
        for index in 0..<2 {
            let pieces = emits.dropLast().filter { $0.info["index"] == .int(Int64(index)) }
            #expect(.string(Array(pieces).text) == unary.value.listValue?[index])
        }
        let last = try #require(emits.last)
        #expect(last.value == "")
        #expect(last.info == unary.info)
    }

    @Test("Tables are answered row by row, a single row with one text")
    func tables() throws {
        let model = try SharedModels.example
        let column = Value.strings(StringTensor([spain.stringValue]))
        #expect(try model.predict(["text": column]).value == [.string(answer)])
        #expect(try model.predict(.map(ValueMap([("text", column)], isSingleRow: true))).value == .string(answer))
    }

    @Test("The logits are the model's own, one row for each new token")
    func logits() throws {
        let model = try SharedModels.example
        let plain = try model.predict(spain, ["output_logits": true])
        // A penalty changes what is chosen, but not what is told.
        let changed = try model.predict(spain, ["output_logits": true, "repetition_penalty": 1.3, "max_new_tokens": 1])
        let tokens = try #require(plain.info["token_ids"]?.integers)
        guard case .tensor(let tensor) = plain.info["logits"], let logits = tensor.elements(as: Float.self) else {
            throw TestSupportError("no logits")
        }
        #expect(tensor.shape == [tokens.count, 2048])
        for (step, token) in tokens.enumerated() {
            let row = logits[step * 2048..<(step + 1) * 2048]
            #expect(row.max() == row[row.startIndex + Int(token)])
        }
        guard case .tensor(let first) = changed.info["logits"] else { throw TestSupportError("no logits") }
        #expect(first.elements(as: Float.self) == Array(logits[..<2048]))
        #expect(try model.predict(spain).info["logits"] == nil)
    }

    @Test("Log probabilities are told for each token with so many alternatives, the best first")
    func logprobs() throws {
        let model = try SharedModels.example
        let emit = try model.predict(spain, ["logprobs": 3])
        let tokens = try #require(emit.info["token_ids"]?.integers)
        let entries = try #require(emit.info["logprobs"]?.listValue)
        #expect(entries.count == tokens.count)
        for (entry, token) in zip(entries, tokens) {
            #expect(entry["token_id"] == .int(token))
            let top = try #require(entry["top"]?.listValue)
            #expect(top.count == 3)
            #expect(top.first?["token_id"] == .int(token))
            #expect(top.first?["logprob"] == entry["logprob"])
            let logprobs = top.compactMap { item -> Double? in
                guard case .double(let logprob) = item["logprob"] else { return nil }
                return logprob
            }
            #expect(logprobs == logprobs.sorted(by: >) && logprobs.allSatisfy { $0 <= 0 })
        }
        #expect(entries.first?["token"] == " The")
        #expect(entries.first?["bytes"] == .tensor(Tensor(Array(" The".utf8))))
        let none = try model.predict(spain, ["logprobs": 0]).info["logprobs"]?.listValue
        #expect(none?.first?["top"] == [])
    }

    @Test("Streamed log probabilities come with the text of their tokens")
    func streamedLogprobs() throws {
        let emits = try SharedModels.example.stream(spain, ["logprobs": 1])
        let last = try #require(emits.last)
        let pieces = emits.dropLast().flatMap { $0.info["token_ids"]?.integers ?? [] }
        // The end token has no text, so that only the totals have it.
        #expect(pieces == last.info["token_ids"]?.integers?.dropLast())
        #expect(emits.dropLast().flatMap { $0.info["logprobs"]?.listValue ?? [] }.count == pieces.count)
        #expect(try SharedModels.example.stream(spain).dropLast().allSatisfy { $0.info.isEmpty })
    }

    @Test("A seed makes drawing repeatable")
    func seeds() throws {
        let model = try SharedModels.example
        func draw(_ seed: Value) throws -> Value {
            try model.predict("The", ["do_sample": true, "temperature": 3.0, "top_k": 0, "seed": seed] as Value).value
        }
        #expect(try draw(5) == draw(5))
        #expect(try draw(5) != draw(6))
        #expect(try draw(.null) != draw(.null))
    }

    @Test("The number of threads changes nothing about the answer")
    func threads() throws {
        let model = try SharedModels.example
        for threads: UInt32 in [0, 1, 2] {
            #expect(try model.predict(spain, call: TestCall(threads: threads)).value == .string(answer))
        }
    }

    @Test("An empty prompt begins with the model's begin token")
    func emptyPrompt() throws {
        let model = try SharedModels.example
        let empty = try model.predict("", ["max_new_tokens": 10])
        #expect(empty.value == (try model.predict(["prompt_token_ids": [1]], ["max_new_tokens": 10])).value)
        #expect(empty.info["prompt_tokens"] == 1)
    }

    @Test("Full text of a prompt in tokens begins with their text")
    func fullTextOfTokens() throws {
        let model = try SharedModels.example
        let ids: Value = ["prompt_token_ids": [386, 370, 372]]
        let emit = try model.predict(ids, ["return_full_text": true, "max_new_tokens": 2])
        #expect(emit.value == "The capital ofthe United")
    }

    @Test("The end of the context ends the answer")
    func context() throws {
        let model = try SharedModels.example
        let prompt: Value = ["prompt_token_ids": .list([Value](repeating: 386, count: 509))]
        let emit = try model.predict(prompt, ["eos_token_id": []])
        #expect(emit.info["completion_tokens"] == 3)
        #expect(emit.info["finish_reason"] == "length")
    }

    @Test("max_length counts the prompt")
    func maxLength() throws {
        let emit = try SharedModels.example.predict("The capital of", ["max_length": 6])
        #expect(emit.value == "the United States")
        #expect(emit.info["completion_tokens"] == 3)
    }

    @Test("A prompt that does not fit is a sentence, with its place in a list")
    func tooLong() throws {
        let model = try SharedModels.example
        let long: Value = .list([Value](repeating: 386, count: 512))
        let sentence =
            "the prompt has 512 tokens and the model's context is 512, which its answer has to fit in "
            + "too: shorten the prompt"
        #expect(model.refusal(["prompt_token_ids": long]) == sentence)
        #expect(model.refusal(["prompt_token_ids": [[386], long]]) == "prompt 1: \(sentence)")
    }

    @Test("A token that is not the model's is a sentence")
    func strangeToken() throws {
        let model = try SharedModels.example
        #expect(
            model.refusal(["prompt_token_ids": [1, 2048]])
                == "token 1 of the prompt has the id 2048: expected 0 to 2047")
        #expect(model.refusal(["prompt_token_ids": [-1]]) == "token 0 of the prompt has the id -1: expected 0 to 2047")
    }

    @Test("An empty list of end tokens never ends the answer")
    func noEndTokens() throws {
        let emit = try SharedModels.example.predict(spain, ["eos_token_id": [], "max_new_tokens": 40])
        #expect(emit.info["completion_tokens"] == 40)
    }

    @Test("A cancelled call ends between tokens", arguments: [1, 2, 10, 30])
    func cancellation(questions: Int) throws {
        let model = try SharedModels.example
        #expect(throws: FlavorError(.cancelled, "the call was cancelled")) {
            try model.predict(spain, ["eos_token_id": []], call: TestCall(cancelledAfter: questions))
        }
    }

    @Test("A consumer that wants no more ends the call quietly", arguments: [1, 2, 5])
    func stop(limit: Int) throws {
        let emits = try SharedModels.example.stream(spain, limit: limit)
        #expect(emits.count == limit)
        #expect(answer.hasPrefix(emits.text))
    }

    @Test("Calls may overlap")
    func overlapping() async throws {
        let model = try SharedModels.example
        let answers = try await withThrowingTaskGroup(of: Value.self) { group in
            for _ in 0..<4 { group.addTask { try model.predict(spain).value } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [Value](repeating: .string(answer), count: 4))
    }

    @Test("Buffers of the host are given back")
    func buffers() throws {
        let model = try SharedModels.model("\(Fixtures.own)/models/random/phi3-longrope")
        for _ in 0..<3 { _ = try model.predict("Hello", ["output_logits": true, "max_new_tokens": 4]) }
        // Other tests may hold some for a moment, but not these.
        #expect(TestHost.buffers.withLock { $0.count } < 100)
    }
}
