import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Loading a model")
struct LoadTests {
    private func entries(_ transformers: Value, config: Value = .null) -> Value {
        ["transformers": transformers, "python_function": ["config": config]]
    }

    private func refusal(
        _ transformers: Value, config: Value = .null, metadata: Value = .null, folder: String = ModelFolder.example
    ) -> String? {
        do {
            _ = try TestHost.shared.get().load(
                folder, flavors: entries(transformers, config: config), metadata: metadata)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private let place: Value = ["source_folder": .string(ModelFolder.example)]

    @Test("The settings of the MLmodel hold, those of a call decide over them")
    func savedSettings() throws {
        let model = try TestHost.shared.get().load(
            ModelFolder.example, flavors: entries(place, config: ["max_new_tokens": 2, "return_full_text": false]))
        #expect(try model.predict("The capital of").value == "the United")
        #expect(try model.predict("The capital of", ["max_new_tokens": 1]).value == "the")
        #expect(try model.predict("The capital of", ["return_full_text": true]).value == "The capital ofthe United")
    }

    @Test("Without a word about it the text begins with the prompt's, as in MLflow")
    func fullTextByDefault() throws {
        let model = try TestHost.shared.get().load(ModelFolder.example, flavors: ["transformers": place])
        #expect(try model.predict("The capital of", ["max_new_tokens": 2]).value == "The capital ofthe United")
    }

    @Test("A prompt template wraps prompts in text")
    func promptTemplate() throws {
        let model = try TestHost.shared.get().load(
            ModelFolder.example, flavors: entries(place, config: ["return_full_text": false]),
            metadata: ["prompt_template": "<|user|>What is the capital of {prompt}?<|end|><|assistant|>"])
        #expect(try model.predict("Spain").value == "The capital of Spain is Madrid. Spain is in Europe.")
        #expect(try model.predict(["Spain", "Peru"]).value.listValue?.count == 2)
        #expect(try model.predict(["prompt_token_ids": [386]]).info["prompt_tokens"] == 1)
    }

    @Test("Settings of config.json hold where there is no generation_config.json, and only there")
    func endTokens() throws {
        try withTemporaryDirectory { root in
            func ids(_ generationConfig: String?) throws -> [Int64]? {
                let folder = "\(root)/\(generationConfig?.utf8.count ?? 0)"
                try ModelFolder.copyExample(to: folder, except: ["generation_config.json"])
                if let generationConfig { try writeFile(generationConfig, to: "\(folder)/generation_config.json") }
                let model = try TestHost.shared.get().loadInPlace(folder)
                return try model.predict("The capital of", ["max_new_tokens": 30]).info["token_ids"]?.integers
            }
            let (legacy, none, own) = try (ids(nil), ids("{}"), ids(#"{"eos_token_id": 272}"#))
            // The answer ends with token 2000 unless nobody says that this ends it.
            #expect(legacy?.last == 2000)
            #expect(none?.count == 30)
            #expect(own?.last == 272)
        }
    }

    @Test("A model whose weights are elsewhere says which to bring")
    func weightsElsewhere() {
        #expect(
            refusal(["source_model_name": "example-org/tiny-phi3", "source_model_revision": "0123abc"])
                == "MLmodel: the weights are not in the model folder: download example-org/tiny-phi3 with hf download "
                + "example-org/tiny-phi3 --revision 0123abc --local-dir DIR, and give that folder with --weights DIR")
        #expect(
            refusal(["local_base_model_path": "/shared/phi3"])
                == "MLmodel: the weights are not in the model folder: they were in /shared/phi3 where the model was saved: "
                + "give that folder with --weights DIR")
        #expect(
            refusal([:]) == "MLmodel: transformers: expected model_binary, the folder of the weights, found nothing")
    }

    @Test("Paths that lead out of the model folder are refused", arguments: ["..", "a/../..", "/etc", "", "../models"])
    func paths(path: String) {
        #expect(
            refusal(["model_binary": .string(path)])
                == "MLmodel: transformers.model_binary: expected a path inside the model folder, found "
                + "one that leads out of it")
    }

    @Test("A source folder that is not the model's own is refused")
    func strangeSource() {
        #expect(
            refusal(["source_folder": "/somewhere"])
                == "MLmodel: transformers.source_folder names a folder outside the model's: save the "
                + "model with its files")
    }

    @Test("Entries of other types are sentences")
    func types() {
        #expect(refusal(["model_binary": 3]) == "MLmodel: transformers.model_binary: expected a string, found integer")
        #expect(
            refusal(["model_binary": "model"])
                == "MLmodel: transformers.model_binary: expected the folder model in the model folder, found none")
        #expect(
            refusal(place, config: "x") == "MLmodel: python_function.config: expected a map, found string")
        #expect(
            refusal(place, metadata: ["prompt_template": 3])
                == "MLmodel: metadata.prompt_template: expected a string, found integer")
        #expect(
            refusal(place, metadata: ["prompt_template": "no place"])
                == "MLmodel: metadata.prompt_template must be a text with {prompt} once and no other braces alone")
    }

    @Test("Pickled weights are never opened")
    func pickled() throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source", except: ["model.safetensors"])
            try writeFile("pickle", to: "\(root)/source/pytorch_model.bin")
            let sentence = refusal(["source_folder": .string("\(root)/source")], folder: "\(root)/source")
            #expect(
                sentence
                    == "\(root)/source: has pytorch_model.bin but no model.safetensors: pickled weights "
                    + "can run code and are never opened; save the model again with safe_serialization=True")
        }
    }

    @Test("The descriptor is what the plug-in hands over, and can be read back")
    func descriptor() throws {
        let json = try JSONValue(parsing: TestHost.shared.get().descriptor)
        let descriptor = try FlavorDescriptor(json: json)
        #expect(descriptor.id == "transformers-pipeline")
        #expect(descriptor.concurrency == .reentrant)
        #expect(descriptor.claims == [.init(key: "transformers", where: JSONObject([("task", "text-generation")]))])
        #expect(descriptor.json == json)
        for parameter in descriptor.parameters {
            #expect(
                parameter.summary.hasSuffix(".") && !parameter.summary.dropLast().contains(". "), "\(parameter.name)")
        }
    }

    @Test("Every parameter of the descriptor is a setting that predictions know")
    func parameters() throws {
        let descriptor = try FlavorDescriptor(json: JSONValue(parsing: TestHost.shared.get().descriptor))
        let values: [String: Value] = [
            "long": 1, "double": 0.5, "boolean": true, "long|[long]": [2000], "string|[string]": ["zzz"],
        ]
        let model = try SharedModels.example
        for parameter in descriptor.parameters {
            let value = try #require(values[parameter.type], "\(parameter.name) has the type \(parameter.type)")
            #expect(
                model.refusal("The capital of the", [parameter.name: value, "max_new_tokens": 1]) == nil,
                "\(parameter.name)")
        }
    }
}
