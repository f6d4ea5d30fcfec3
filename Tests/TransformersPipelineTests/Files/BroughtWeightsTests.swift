import FlavorKit
import Glibc
import JSON
import TestSupport
import Testing

@Suite("Weights that are brought to a model")
struct BroughtWeightsTests {
    private let reference: ValueMap = [
        "components": ["tokenizer"], "pipeline_model_type": "Phi3ForCausalLM",
        "source_model_name": "example-org/tiny-phi3", "source_model_revision": "0123abc", "task": "text-generation",
        "tokenizer_name": "example-org/tiny-phi3", "tokenizer_revision": "0123abc",
    ]

    private func load(
        _ folder: String, changing changes: ValueMap = ValueMap(), options: ValueMap
    ) throws -> TestModel {
        var entry = reference
        for change in changes.entries { entry[change.name] = change.value }
        return try TestHost.shared.get().load(
            folder, flavors: ["transformers": .map(entry), "python_function": ["config": ["return_full_text": false]]],
            options: options)
    }

    private func refusal(_ folder: String, changing changes: ValueMap = ValueMap(), options: ValueMap) -> String? {
        do {
            _ = try load(folder, changing: changes, options: options)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private let weights: ValueMap = ["weights": .string(ModelFolder.example)]

    @Test("A model that only says where its weights come from runs with them")
    func brought() throws {
        try withTemporaryDirectory { folder in
            let model = try load(folder, options: weights)
            #expect(try model.predict("The capital of", ["max_new_tokens": 2]).value == "the United")
        }
    }

    @Test("A tokenizer of the model's own is used, one from elsewhere is asked for")
    func tokenizers() throws {
        try withTemporaryDirectory { folder in
            let other: ValueMap = ["tokenizer_name": "example-org/words"]
            #expect(
                refusal(folder, changing: other, options: weights)
                    == "MLmodel: transformers.tokenizer_name: the tokenizer is another model's: download example-org/words "
                    + "with hf download example-org/words --revision 0123abc --local-dir DIR, and give that folder with "
                    + "--option tokenizer=DIR")
            var both = weights
            both["tokenizer"] = .string(ModelFolder.example)
            #expect(refusal(folder, changing: other, options: both) == nil)
            both["tokenizer"] = "/nowhere"
            #expect(
                refusal(folder, changing: other, options: both)?.hasPrefix("/nowhere: has no tokenizer.json") == true)
            try ModelFolder.create("\(folder)/components")
            try ModelFolder.copyExample(
                to: "\(folder)/components/tokenizer", except: ["model.safetensors", "config.json"])
            #expect(refusal(folder, changing: other, options: weights) == nil)
        }
    }

    @Test("Weights of another class, and those that nobody asked for, are refused")
    func refusals() throws {
        try withTemporaryDirectory { folder in
            #expect(
                refusal(folder, changing: ["pipeline_model_type": "LlamaForCausalLM"], options: weights)
                    == "\(ModelFolder.example): expected the weights of a LlamaForCausalLM, as the MLmodel says, found those "
                    + "of a Phi3ForCausalLM: give the folder of the model that was saved")
            #expect(
                refusal(folder, options: ["weights": "/nowhere"])?.hasPrefix("/nowhere/config.json: cannot be opened")
                    == true)
            try ModelFolder.copyExample(to: "\(folder)/model")
            #expect(
                refusal(folder, changing: ["model_binary": "model"], options: weights)
                    == "the model has its own weights: leave out \(ModelFolder.example), or save that folder as a model of "
                    + "its own")
            #expect(
                refusal(folder, changing: ["peft_adaptor": "peft"], options: weights)
                    == "MLmodel: transformers.peft_adaptor: the model is an adapter of PEFT over other weights, which is not "
                    + "applied here: merge it into them with merge_and_unload() and save the result")
        }
    }
}
