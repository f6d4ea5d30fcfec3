import FlavorKit
import Glibc
import JSON
import TestSupport
import Testing

@Suite("Saving a model")
struct SaveTests {
    private let question: Value = "<|user|>What is the capital of Spain?<|end|><|assistant|>"
    private let answer: Value = "The capital of Spain is Madrid. Spain is in Europe."

    private func save(_ source: String, to folder: String?, options: Value = [:]) throws -> Value {
        try TestHost.shared.get().save(source, to: folder, options: options.mapValue ?? ValueMap())
    }

    private func refusal(_ body: () throws -> Value) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("A saved model has MLflow's layout, with the source's bytes")
    func layout() throws {
        try withTemporaryDirectory { folder in
            _ = try save(ModelFolder.example, to: folder)
            let places = [
                "model": ["config.json", "generation_config.json", "model.safetensors"],
                "components/tokenizer": ["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json"],
            ]
            let expected = places.flatMap { place, names in names.map { "\(place)/\($0)" } }
            #expect(ModelFolder.files(in: folder) == expected.sorted())
            for (place, names) in places {
                for name in names {
                    #expect(try readFile("\(folder)/\(place)/\(name)") == readFile("\(ModelFolder.example)/\(name)"))
                }
            }
        }
    }

    @Test("The entries are those that MLflow writes, with the model's own settings for MLflow to answer alike")
    func entries() throws {
        try withTemporaryDirectory { folder in
            let saved = try save(ModelFolder.example, to: folder)
            #expect(
                saved["flavors"]?["transformers"]?.json == [
                    "code": nil, "components": ["tokenizer"], "instance_type": "TextGenerationPipeline",
                    "model_binary": "model", "pipeline_model_type": "Phi3ForCausalLM",
                    "source_model_name": "tiny-phi3-capitals", "task": "text-generation",
                    "tokenizer_type": "TokenizersBackend", "torch_dtype": "torch.bfloat16",
                    "transformers_version": "5.23.0",
                ])
            #expect(
                saved["flavors"]?["python_function"]?.json == [
                    "config": ["return_full_text": false, "do_sample": false], "loader_module": "mlflow.transformers",
                ])
            let text = "[{\"type\": \"string\", \"required\": true}]"
            #expect(saved["signature"]?.json == ["inputs": .string(text), "outputs": .string(text), "params": nil])
            #expect(saved["requirements"] == ["mlflow==3.17.2", "torch==2.13.0", "transformers==5.23.0"])
            #expect(saved["metadata"] == [:])
        }
    }

    @Test("Settings given as options are the model's own, in MLflow too; a template wraps its prompts")
    func options() throws {
        try withTemporaryDirectory { folder in
            let options: Value = [
                "max_new_tokens": 2, "do_sample": false, "return_full_text": true, "temperature": .null,
                "prompt_template": "The {prompt} of",
            ]
            let saved = try save(ModelFolder.example, to: folder, options: options)
            #expect(
                saved["flavors"]?["python_function"]?["config"]?.json == [
                    "max_new_tokens": 2, "do_sample": false, "return_full_text": true,
                ])
            #expect(saved["metadata"] == ["prompt_template": "The {prompt} of"])
            let host = try TestHost.shared.get()
            let flavors = saved["flavors"] ?? .null
            let model = try host.load(folder, flavors: flavors, metadata: saved["metadata"] ?? .null)
            #expect(try model.predict("capital").value == "The capital ofthe United")
            // What is asked for at loading holds over it, as with MLflow's load_model(model_config=…).
            let other = try host.load(
                folder, flavors: flavors, metadata: saved["metadata"] ?? .null,
                options: ["max_new_tokens": 1, "prompt_template": "{prompt}", "return_full_text": false])
            #expect(try other.predict("The capital of").value == "the")
        }
    }

    @Test("Options that do not fit are refused before anything is written")
    func unfitOptions() throws {
        try withTemporaryDirectory { folder in
            for (options, message) in [
                (["max_new_tokens": 0], "option \"max_new_tokens\": expected an integer of at least 1, found 0"),
                (
                    ["prompt_template": "x"],
                    "option \"prompt_template\" must be a text with {prompt} once and no other braces alone"
                ),
                (
                    ["task": "fill-mask"],
                    "task: expected one of text-generation, llm/v1/chat, llm/v1/completions, found \"fill-mask\""
                ),
            ] as [(Value, String)] {
                #expect(refusal { try save(ModelFolder.example, to: folder, options: options) } == message)
            }
            #expect(TestSupport.entries(of: folder).isEmpty)
        }
    }

    @Test("A license goes with the model, as LICENSE.txt", arguments: ["LICENSE", "license.md"])
    func license(name: String) throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source")
            try writeFile("do as you like", to: "\(root)/source/\(name)")
            try ModelFolder.create("\(root)/saved")
            _ = try save("\(root)/source", to: "\(root)/saved")
            #expect(try readFile("\(root)/saved/LICENSE.txt") == Array("do as you like".utf8))
        }
    }

    @Test("A saved model answers as the source does, and loads from where it was moved to")
    func roundTrip() throws {
        try withTemporaryDirectory { folder in
            try ModelFolder.create("\(folder)/first")
            let saved = try save(ModelFolder.example, to: "\(folder)/first")
            #expect(rename("\(folder)/first", "\(folder)/second") == 0)
            let model = try TestHost.shared.get().load("\(folder)/second", flavors: saved["flavors"] ?? .null)
            #expect(try model.predict(question).value == answer)
        }
    }

    @Test("In place nothing is written, and the entries name the source")
    func reference() throws {
        let saved = try save(ModelFolder.example, to: nil)
        #expect(saved["flavors"]?["transformers"]?["source_folder"] == .string(ModelFolder.example))
        #expect(saved["flavors"]?["transformers"]?["model_binary"] == nil)
        #expect(saved["flavors"]?["python_function"]?["config"]?["return_full_text"] == false)
        #expect(try SharedModels.example.predict(question).value == answer)
    }

    @Test("Links of the source are followed, as in a hub's cache, which also names the model")
    func hubCache() throws {
        try withTemporaryDirectory { root in
            let source = "\(root)/models--example-org--tiny--phi3/snapshots/abc"
            for part in ["models--example-org--tiny--phi3", "models--example-org--tiny--phi3/snapshots"] {
                try ModelFolder.create("\(root)/\(part)")
            }
            try ModelFolder.create(source)
            for name in TestSupport.entries(of: ModelFolder.example) {
                #expect(symlink("\(ModelFolder.example)/\(name)", "\(source)/\(name)") == 0)
            }
            try ModelFolder.create("\(root)/saved")
            let saved = try save(source, to: "\(root)/saved")
            #expect(saved["flavors"]?["transformers"]?["source_model_name"] == "example-org/tiny--phi3")
            let files = ModelFolder.files(in: "\(root)/saved")
            #expect(files.count == 6 && files.allSatisfy { ModelFolder.isPlainFile("\(root)/saved/\($0)") })
        }
    }

    @Test("Shards are saved with their index, templates with their folder, and nothing else")
    func shards() throws {
        try withTemporaryDirectory { root in
            let source = "\(root)/source"
            try ModelFolder.copyExample(to: source, except: ["model.safetensors", "generation_config.json"])
            let weights = try readFile("\(ModelFolder.example)/model.safetensors")
            try writeFile(weights, to: "\(source)/model-00001-of-00001.safetensors")
            let headerSize = weights.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
            let header = try JSONValue(parsing: Array(weights[8..<8 + headerSize])).objectValue ?? JSONObject()
            let map = JSONObject(
                header.keys.filter { $0 != "__metadata__" }.map { ($0, "model-00001-of-00001.safetensors") })
            let index: JSONValue = ["metadata": ["total_size": 0], "weight_map": .object(map)]
            try writeFile(index.text(), to: "\(source)/model.safetensors.index.json")
            try writeFile("{{ messages }}", to: "\(source)/chat_template.jinja")
            try ModelFolder.create("\(source)/additional_chat_templates")
            try writeFile("{{ tools }}", to: "\(source)/additional_chat_templates/tool_use.jinja")
            try writeFile("import os", to: "\(source)/modeling_custom.py")
            try writeFile("pickle", to: "\(source)/pytorch_model.bin")

            try ModelFolder.create("\(root)/saved")
            let saved = try save(source, to: "\(root)/saved")
            #expect(
                ModelFolder.files(in: "\(root)/saved") == [
                    "components/tokenizer/additional_chat_templates/tool_use.jinja",
                    "components/tokenizer/chat_template.jinja", "components/tokenizer/special_tokens_map.json",
                    "components/tokenizer/tokenizer.json", "components/tokenizer/tokenizer_config.json",
                    "model/config.json", "model/model-00001-of-00001.safetensors", "model/model.safetensors.index.json",
                ])
            let model = try TestHost.shared.get().load("\(root)/saved", flavors: saved["flavors"] ?? .null)
            #expect(try model.predict(question).value == answer)
        }
    }

    @Test("A model that samples by itself keeps doing so")
    func samplingModel() throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source")
            try writeFile(#"{"do_sample": true, "temperature": 0.6}"#, to: "\(root)/source/generation_config.json")
            let saved = try save("\(root)/source", to: nil)
            #expect(saved["flavors"]?["python_function"]?["config"]?.json == ["return_full_text": false])
        }
    }

    @Test("The progress ends at the size of all files")
    func progress() throws {
        try withTemporaryDirectory { folder in
            let call = TestCall()
            _ = try TestHost.shared.get().save(ModelFolder.example, to: folder, call: call)
            let last = try #require(call.progress.last)
            let size = try TestSupport.entries(of: ModelFolder.example).reduce(0) {
                $0 + (try readFile("\(ModelFolder.example)/\($1)").count)
            }
            #expect(last.0 == UInt64(size) && last.1 == UInt64(size))
        }
    }

    @Test("A cancelled save ends early")
    func cancellation() throws {
        _ = try withTemporaryDirectory { folder in
            #expect(throws: FlavorError(.cancelled, "the call was cancelled")) {
                try TestHost.shared.get().save(ModelFolder.example, to: folder, call: TestCall(cancelledAfter: 1))
            }
        }
    }

    @Test(
        "A source that cannot be loaded is not saved",
        arguments: [
            ("config.json", "/config.json: cannot be opened: No such file or directory"),
            ("tokenizer.json", ": has no tokenizer.json: save the tokenizer again with a fast tokenizer class"),
            ("model.safetensors", ": has no weights: expected model.safetensors or model.safetensors.index.json"),
        ])
    func brokenSource(missing: String, sentence: String) throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source", except: [missing])
            try ModelFolder.create("\(root)/saved")
            #expect(refusal { try save("\(root)/source", to: "\(root)/saved") } == "\(root)/source\(sentence)")
            #expect(TestSupport.entries(of: "\(root)/saved").isEmpty)
        }
    }

    @Test("Files that are not what they should be are sentences")
    func wrongFiles() throws {
        try withTemporaryDirectory { root in
            func sentence(_ name: String, _ text: String) throws -> String? {
                let source = "\(root)/\(name)-\(text.utf8.count)"
                try ModelFolder.copyExample(to: source, except: [name])
                try writeFile(text, to: "\(source)/\(name)")
                return refusal { try save(source, to: nil) }?.replacing("\(source)/", with: "")
            }
            let sentences = [
                try sentence("config.json", ""), try sentence("config.json", "{"),
                try sentence("generation_config.json", "[]"),
                try sentence("generation_config.json", #"{"eos_token_id": 123456789012345678901}"#),
            ]
            #expect(
                sentences == [
                    "config.json: is empty: expected JSON",
                    "config.json: is not valid JSON: line 1, column 2: expected a key in double quotes "
                        + "or '}', found the end of the text",
                    "generation_config.json: expected an object, found array",
                    "generation_config.json: an integer does not fit in 64 bits: write it with a decimal "
                        + "point, or as text",
                ])
        }
    }

    @Test("A folder in a file's place is a sentence")
    func folderInPlace() throws {
        try withTemporaryDirectory { root in
            try ModelFolder.copyExample(to: "\(root)/source", except: ["tokenizer.json"])
            try ModelFolder.create("\(root)/source/tokenizer.json")
            #expect(
                refusal { try save("\(root)/source", to: nil) }
                    == "\(root)/source/tokenizer.json: expected a file, found something else")
            #expect(rmdir("\(root)/source/tokenizer.json") == 0)
            #expect(mkfifo("\(root)/source/tokenizer.json", 0o644) == 0)
            #expect(
                refusal { try save("\(root)/source", to: nil) }
                    == "\(root)/source/tokenizer.json: expected a file, found something else")
        }
    }
}
