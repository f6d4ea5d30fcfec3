import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor save")
struct SaveTests {
    static let files = [
        "MLmodel", "components/tokenizer/special_tokens_map.json", "components/tokenizer/tokenizer.json",
        "components/tokenizer/tokenizer_config.json", "conda.yaml", "model/config.json", "model/generation_config.json",
        "model/model.safetensors", "python_env.yaml", "requirements.txt",
    ]

    @Test("Makes the folder that MLflow would make, prints nothing, and leaves nothing beside it")
    func layout() throws {
        try withTemporaryDirectory { folder in
            expectDone(try save("\(folder)/model"), "")
            #expect(entries(of: folder) == ["model"])
            #expect(tree("\(folder)/model") == Self.files)
            for name in ["config.json", "model.safetensors"] {
                #expect(try readFile("\(folder)/model/model/\(name)") == readFile("\(ExampleModel.folder)/\(name)"))
            }
        }
    }

    @Test("Warns of options that the saved model has here and that MLflow refuses it for")
    func unheededOptions() throws {
        try OnnxRuntimeLibraries.fetch()
        try withTemporaryDirectory { (folder) throws in
            func warning(_ options: String...) throws -> String {
                let words = options.flatMap { ["--option", $0] }
                let result = try Flavor.run(
                    [
                        "save", "--flavor", "onnx-custom-wrapper", "--from",
                        "\(Fixtures.own)/models/onnx/tiny-phi3-capitals-int4-cpu", "-o", "\(folder)/model",
                        "--overwrite",
                    ] + words)
                #expect(result.isSuccess)
                return result.errors
            }
            for options in ["stop_strings=x", "eos_token_id=[5, 7]", "include_stop_str_in_output=false", "num_beams=1"]
            {
                #expect(try warning(options) == "")
            }
            #expect(
                try warning("logprobs=2", "min_p=0.1", "max_new_tokens=3") == """
                    warning: MLflow will refuse the model for its options logprobs, min_p, which are not done with \
                    onnxruntime-genai there: leave them out to use the model in both

                    """)
            for tokens in ["[]", "2048", "[5, -1]"] {
                #expect(try warning("eos_token_id=\(tokens)").contains("for its options eos_token_id, which"))
            }
        }
    }

    @Test("Makes missing folders above the destination")
    func parents() throws {
        try withTemporaryDirectory { folder in
            expectDone(try save("\(folder)/a/b/model"), "")
            #expect(tree("\(folder)/a/b/model") == Self.files)
        }
    }

    @Test("Refuses a folder that is there, and replaces it with --overwrite")
    func overwrite() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/model"
            expectDone(try save(path), "")
            try writeFile("mine", to: "\(path)/note.txt")
            expectFailure(
                try save(path), "\(path) exists and is not empty; choose another destination, or add --overwrite")
            #expect(try text(of: "\(path)/note.txt") == "mine")
            expectDone(try save(path, "--overwrite"), "")
            #expect(tree(path) == Self.files)
            #expect(entries(of: folder) == ["model"])
        }
    }

    @Test("Does not replace a folder that is no model, even with --overwrite")
    func foreignFolder() throws {
        try withTemporaryDirectory { folder in
            mkdir("\(folder)/photos", 0o755)
            try writeFile("x", to: "\(folder)/photos/cat.jpg")
            expectFailure(
                try save("\(folder)/photos", "--overwrite"),
                "\(folder)/photos holds no MLmodel, so it is not replaced; remove it yourself, or choose another destination"
            )
            #expect(tree("\(folder)/photos") == ["cat.jpg"])
        }
    }

    @Test("Writes the example and the signature that are given")
    func exampleAndSignature() throws {
        try withTemporaryDirectory { folder in
            try writeFile(#"["The capital of France is"]"#, to: "\(folder)/example.json")
            try writeFile(
                #"{"inputs": [{"type": "string", "name": "q", "required": true}], "outputs": [{"type": "string", "required": true}]}"#,
                to: "\(folder)/signature.json")
            expectDone(
                try save(
                    "\(folder)/model", "--input-example", "\(folder)/example.json", "--signature",
                    "\(folder)/signature.json",
                    "--task", "text-generation"), "")
            #expect(
                tree("\(folder)/model") == (Self.files + ["input_example.json", "serving_input_example.json"]).sorted())
            #expect(try Flavor.run("info", "\(folder)/model").output.contains("inputs: ['q': string (required)]\n"))
            expectDone(
                try Flavor.run("predict", "\(folder)/model", "-i", "\(folder)/model/serving_input_example.json"),
                "{\"predictions\": [\"Paris. France is in Europe.\"]}\n")
        }
    }

    /// An example, the texts of the signature that is saved with it, and what the model answers to it.
    static let examples: [(String, inputs: String, params: String?, reply: String)] = [
        (
            #"["The capital of France is"]"#, #"[{"type": "string", "required": true}]"#, nil,
            #"{"predictions": ["Paris. France is in Europe."]}"#
        ),
        (
            #"{"inputs": ["The capital of France is"], "params": {"max_new_tokens": 3}}"#,
            #"[{"type": "string", "required": true}]"#,
            #"[{"name": "max_new_tokens", "default": 3, "shape": null, "type": "long"}]"#,
            #"{"predictions": ["Paris. France"]}"#
        ),
        // The flavor's parameters in a request's body are no columns.
        (
            #"{"prompt": "The capital of France is", "max_new_tokens": 3}"#,
            #"[{"type": "string", "name": "prompt", "required": true}]"#, nil, #""Paris. France""#
        ),
    ]

    @Test("Infers the signature from the example, and answers the example that it wrote", arguments: examples)
    func inference(example: String, inputs: String, params: String?, reply: String) throws {
        try withTemporaryDirectory { folder in
            try writeFile(example, to: "\(folder)/example.json")
            expectDone(try save("\(folder)/model", "--input-example", "\(folder)/example.json"), "")
            let info = try JSONValue(parsing: try Flavor.run("info", "\(folder)/model", "--json").output)
            #expect(info["signature"]?["inputs"] == .string(inputs))
            #expect(info["signature"]?["outputs"] == #"[{"type": "string", "required": true}]"#)
            #expect(info["signature"]?["params"] == params.map(JSONValue.string) ?? .null)
            #expect(try text(of: "\(folder)/model/input_example.json") == example)
            expectDone(
                try Flavor.run("predict", "\(folder)/model", "-i", "\(folder)/model/serving_input_example.json"),
                reply + "\n")
        }
    }

    @Test(
        "The example of a graph becomes tensors of the types that the graph has, and is answered",
        arguments: ["[[1, 2, 3]]", "{\"x\": [[1, 2, 3]]}", "{\"inputs\": {\"x\": [[1, 2, 3]]}, \"params\": {}}"])
    func tensorExample(example: String) throws {
        let graph = "\(Fixtures.own)/mlflow/models/onnx_linear/model/model.onnx"
        try withTemporaryDirectory { folder in
            try writeFile(example, to: "\(folder)/example.json")
            let words = ["save", "--flavor", "onnx-custom-wrapper", "--from", graph, "--input-example"]
            expectDone(try Flavor.run(words + ["\(folder)/example.json", "-o", "\(folder)/model"]), "")
            let info = try JSONValue(parsing: try Flavor.run("info", "\(folder)/model", "--json").output)
            #expect(
                info["signature"]?["inputs"]
                    == #"[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]"#)
            #expect(try text(of: "\(folder)/model/MLmodel").contains("type: ndarray"))
            let answer = try Flavor.run(
                "predict", "\(folder)/model", "-i", "\(folder)/model/serving_input_example.json")
            #expect(answer.output.hasPrefix(#"{"predictions": {"y": [["#), "\(answer.errors)")
            try writeFile("[[1, 2]]", to: "\(folder)/narrow.json")
            expectFailure(
                try Flavor.run(words + ["\(folder)/narrow.json", "-o", "\(folder)/other"]),
                "\(folder)/narrow.json: x: expected a tensor of float32 with shape (-1, 3), found shape (1, 2)")
            #expect(!entries(of: folder).contains("other"))
        }
    }

    @Test("An example of a task's request leaves the task's signature, of which it has some columns")
    func taskExample() throws {
        try withTemporaryDirectory { folder in
            try writeFile(#"{"prompt": "The capital of France is", "n": 1}"#, to: "\(folder)/example.json")
            expectDone(
                try save(
                    "\(folder)/model", "--task", "llm/v1/completions", "--input-example", "\(folder)/example.json"), "")
            let info = try JSONValue(parsing: try Flavor.run("info", "\(folder)/model", "--json").output)
            #expect(info["signature"]?["inputs"]?.stringValue?.contains("\"max_tokens\"") == true)
            #expect(info["metadata"] == ["task": "llm/v1/completions"])
        }
    }

    @Test("An example without a type leaves the flavor's inputs, with a warning; an unsuited one is refused")
    func unsuitedExample() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/example.json"
            try writeFile(#"["x", 1]"#, to: path)
            let result = try save("\(folder)/model", "--input-example", path)
            #expect(
                result.outcome
                    == ProcessResult.Outcome(
                        status: 0, output: "",
                        errors:
                            "warning: \(path): inputs[1]: expected string as before, found long; the inputs stay as the flavor declares them\n"
                    ))
            #expect(try Flavor.run("info", "\(folder)/model").output.contains("inputs: [string (required)]\n"))
            for (example, message) in [
                ("null", "expected an input example that can be saved, found null"),
                (#"{"inputs": "x", "params": 1}"#, "params: expected an object, found integer"),
            ] {
                try writeFile(example, to: path)
                expectFailure(try save("\(folder)/other", "--input-example", path), "\(path): \(message)")
                #expect(entries(of: folder) == ["example.json", "model"])
            }
        }
    }

    @Test("Follows links in the source, and saves none")
    func links() throws {
        try withTemporaryDirectory { folder in
            mkdir("\(folder)/snapshot", 0o755)
            for name in entries(of: ExampleModel.folder) {
                symlink("\(ExampleModel.folder)/\(name)", "\(folder)/snapshot/\(name)")
            }
            let result = try Flavor.run(
                "save", "--flavor", "transformers-pipeline", "--from", "\(folder)/snapshot", "-o", "\(folder)/model")
            expectDone(result, "")
            for name in tree("\(folder)/model") {
                var status = stat()
                #expect(lstat("\(folder)/model/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG)
            }
        }
    }

    @Test("A failure leaves nothing behind and names what is wrong")
    func failures() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/made/model"
            expectFailure(
                try Flavor.run("save", "--flavor", "nope", "--from", ExampleModel.folder, "-o", path),
                naming: ["no flavor \"nope\" is installed", "transformers-pipeline"])
            expectFailure(
                try Flavor.run("save", "--flavor", "transformers-pipeline", "--from", "\(folder)/nowhere", "-o", path),
                "\(folder)/nowhere: no such file or folder to save from")
            expectFailure(
                try Flavor.run("save", "--flavor", "transformers-pipeline", "--from", folder, "-o", path),
                naming: [folder, "cannot save from this", "config.json + *.safetensors + tokenizer.json"])
            expectFailure(
                try save(path, "--task", "fill-mask"),
                "task \"fill-mask\" is not known to transformers-pipeline: expected one of text-generation, llm/v1/chat, "
                    + "llm/v1/completions")
            expectFailure(try save(path, "--signature", "\(ExampleModel.folder)/config.json"), naming: ["config.json"])
            expectFailure(try save(path, "--input-example", "\(folder)/nowhere.json"), naming: ["nowhere.json"])
            try ExampleModel.copy(to: "\(folder)/source")
            truncate("\(folder)/source/model.safetensors", 1_000_000)
            expectFailure(
                try Flavor.run("save", "--flavor", "transformers-pipeline", "--from", "\(folder)/source", "-o", path),
                naming: ["model.safetensors", "shorter"])
            #expect(entries(of: folder) == ["source"])
        }
    }

    private func save(_ destination: String, _ more: String...) throws -> ProcessResult {
        try Flavor.run(
            ["save", "--flavor", "transformers-pipeline", "--from", ExampleModel.folder, "-o", destination] + more)
    }
}

/// The paths of all files in a folder, from that folder, sorted.
func tree(_ folder: String) -> [String] {
    entries(of: folder).flatMap { name -> [String] in
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [name] }
        return tree("\(folder)/\(name)").map { "\(name)/\($0)" }
    }.sorted()
}
