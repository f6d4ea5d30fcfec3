import FlavorKit
import Testing

@testable import TextGeneration

@Suite("Settings of a generation")
struct GenerationConfigTests {
    private func config(
        call: ValueMap = ValueMap(), saved: ValueMap = ValueMap(), file: ValueMap = ValueMap()
    ) throws -> GenerationConfig {
        try GenerationConfig(
            GenerationSettings(layers: [
                .init(origin: .call, values: Parameters(call)),
                .init(origin: .savedConfiguration, values: Parameters(saved)),
                .init(origin: .file("generation_config.json"), values: Parameters(file)),
            ]))
    }

    private func refusal(_ name: String, _ value: Value, _ others: (String, Value)...) -> String? {
        do {
            _ = try config(call: ValueMap([(name, value)] + others))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("Where nothing says otherwise the answer is greedy, of at most 256 tokens, after the prompt's text")
    func defaults() throws {
        let config = try config()
        #expect(config == GenerationConfig(maxNewTokens: 256))
        #expect(config.sampling == nil)
        #expect(config.returnsFullText)
        #expect(config.includesStopString)
        #expect(config.addsSpecialTokens)
    }

    @Test("The call decides over the MLmodel, the MLmodel over the files, and null over nothing")
    func layers() throws {
        let file = ValueMap([("top_k", 1), ("max_new_tokens", 1), ("no_repeat_ngram_size", 1), ("do_sample", true)])
        let saved = ValueMap([("top_k", 2), ("max_new_tokens", 2), ("eos_token_id", [3, 4] as Value)])
        let merged = try config(call: ValueMap([("top_k", 3), ("max_new_tokens", .null)]), saved: saved, file: file)
        #expect(merged.sampling?.topK == 3)
        #expect(merged.maxNewTokens == 2)
        #expect(merged.noRepeatNGramSize == 1)
        #expect(merged.endTokens == [3, 4])
    }

    @Test("Sampling draws from 50 tokens at a temperature of 0.7 unless told otherwise")
    func sampling() throws {
        #expect(try config(call: ValueMap([("do_sample", true)])).sampling == .init(temperature: 0.7, topK: 50))
        let all = ValueMap([
            ("do_sample", true), ("temperature", 2), ("top_k", 0), ("top_p", 0.5), ("min_p", 1), ("seed", -1),
        ])
        #expect(
            try config(call: all).sampling
                == .init(temperature: 2, topK: 0, topP: 0.5, minP: 1, seed: UInt64.max))
    }

    @Test("Settings of sampling are looked at when sampling only, as in transformers")
    func unusedSampling() throws {
        #expect(try config(call: ValueMap([("temperature", 0)])).sampling == nil)
    }

    @Test("One value stands for a list of one")
    func lists() throws {
        #expect(try config(call: ValueMap([("eos_token_id", 7)])).endTokens == [7])
        #expect(try config(call: ValueMap([("eos_token_id", .tensor(Tensor([Int64(7), 8])))])).endTokens == [7, 8])
        #expect(try config(call: ValueMap([("stop_strings", "x")])).stopStrings == ["x"])
        #expect(
            try config(call: ValueMap([("stop_strings", .strings(StringTensor(["x", "y"])))])).stopStrings == [
                "x", "y",
            ])
    }

    @Test("Whole numbers may be written with a point")
    func wholeNumbers() throws {
        #expect(try config(call: ValueMap([("max_new_tokens", 3.0)])).maxNewTokens == 3)
        #expect(refusal("max_new_tokens", 3.5) == "parameter \"max_new_tokens\": expected an integer, found number")
    }

    @Test(
        "Each value out of range is a sentence",
        arguments: [
            ("max_new_tokens", 0, "an integer of at least 1, found 0"),
            ("max_length", -3, "an integer of at least 1, found -3"),
            ("min_new_tokens", -1, "an integer of at least 0, found -1"),
            ("min_length", -1, "an integer of at least 0, found -1"),
            ("temperature", 0, "a number greater than 0 (do_sample=false takes the most likely token), found 0.0"),
            ("temperature", -0.5, "a number greater than 0 (do_sample=false takes the most likely token), found -0.5"),
            (
                "temperature", .double(.nan),
                "a number greater than 0 (do_sample=false takes the most likely token), found nan"
            ),
            ("top_k", -1, "an integer of at least 0, found -1"),
            ("top_p", 1.5, "a number from 0 to 1, found 1.5"),
            ("min_p", -0.1, "a number from 0 to 1, found -0.1"),
            ("repetition_penalty", 0, "a number greater than 0, found 0.0"),
            ("no_repeat_ngram_size", -1, "an integer of at least 0, found -1"),
            ("logprobs", -1, "an integer from 0 to 100, found -1"),
            ("logprobs", 101, "an integer from 0 to 100, found 101"),
            ("stop_strings", "", "strings that are not empty, found an empty one"),
        ] as [(String, Value, String)])
    func ranges(name: String, value: Value, sentence: String) {
        #expect(refusal(name, value, ("do_sample", true)) == "parameter \"\(name)\": expected \(sentence)")
    }

    @Test(
        "Each value of another type is a sentence",
        arguments: [
            ("max_new_tokens", "an integer"), ("min_new_tokens", "an integer"), ("max_length", "an integer"),
            ("min_length", "an integer"), ("top_k", "an integer"), ("no_repeat_ngram_size", "an integer"),
            ("seed", "an integer"), ("logprobs", "an integer"), ("temperature", "a number"), ("top_p", "a number"),
            ("min_p", "a number"), ("repetition_penalty", "a number"), ("return_full_text", "true or false"),
            ("output_logits", "true or false"), ("add_special_tokens", "true or false"),
            ("include_stop_str_in_output", "true or false"),
            ("eos_token_id", "an integer or a list of integers"), ("stop_strings", "a string or a list of strings"),
        ])
    func types(name: String, expected: String) {
        let wrong: Value = ["x": 1]
        #expect(
            refusal(name, wrong, ("do_sample", true)) == "parameter \"\(name)\": expected \(expected), found map")
    }

    @Test("A sentence says where a setting comes from")
    func origins() {
        #expect(
            throws: FlavorError(
                .invalidArgument, "MLmodel: python_function.config.do_sample: expected true or false, found string")
        ) {
            try config(saved: ValueMap([("do_sample", "yes")]))
        }
        #expect(
            throws: FlavorError(
                .invalidArgument, "generation_config.json: max_length: expected an integer of at least 1, found 0")
        ) {
            try config(file: ValueMap([("max_length", 0)]))
        }
    }

    @Test("What would change the answer and is not done is refused, unless a call sets it back")
    func unsupported() throws {
        #expect(refusal("num_beams", 4) == "parameter \"num_beams\" is not supported: set it to 1")
        #expect(refusal("bad_words_ids", [[1]]) == "parameter \"bad_words_ids\" is not supported: leave it out")
        #expect(throws: FlavorError(.unimplemented, "generation_config.json: num_beams is not supported: set it to 1"))
        {
            try config(file: ValueMap([("num_beams", 4)]))
        }
        #expect(try config(call: ValueMap([("num_beams", 1)]), file: ValueMap([("num_beams", 4)])).sampling == nil)
        #expect(try config(file: ValueMap([("typical_p", 1.0), ("guidance_scale", 1)])).sampling == nil)
    }

    @Test("A name that nobody knows is refused where a caller gives it and passed over in files")
    func unknownNames() throws {
        let sentence = try #require(refusal("max_tokens", 3))
        #expect(
            sentence.hasPrefix(
                "parameter \"max_tokens\" is not a setting of text generation: expected one of max_new_tokens, "))
        #expect(try config(file: ValueMap([("transformers_version", "5"), ("anything", 1)])).sampling == nil)
    }

    @Test("The room for an answer is the least of what was asked for and what the context leaves")
    func room() throws {
        #expect(try GenerationConfig(maxNewTokens: 5).room(after: 10, contextLength: 512) == 5)
        #expect(try GenerationConfig(maxNewTokens: 5).room(after: 510, contextLength: 512) == 2)
        #expect(try GenerationConfig(maxLength: 12).room(after: 10, contextLength: 512) == 2)
        #expect(try GenerationConfig(maxNewTokens: 5, maxLength: 11).room(after: 10, contextLength: 512) == 5)
        #expect(
            throws: FlavorError(
                .invalidArgument,
                "the prompt has 512 tokens and the model's context is 512, which its answer has to fit "
                    + "in too: shorten the prompt")
        ) {
            try GenerationConfig(maxNewTokens: 5).room(after: 512, contextLength: 512)
        }
        #expect(
            throws: FlavorError(
                .invalidArgument,
                "the prompt has 10 tokens and max_length, which counts them, is 10: raise it or set max_new_tokens")
        ) {
            try GenerationConfig(maxLength: 10).room(after: 10, contextLength: 512)
        }
    }
}
