import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Saved models")
struct SaveTests {
    private func files(in folder: String) -> [String] { SourceTree.files(in: folder) }

    @Test("A model of the generate() API keeps its files, and a loader for Python without a pickle")
    func generateFiles() throws {
        try withTemporaryDirectory { root in
            try OnnxHost.save(ExampleModel.int4, to: "\(root)/saved")
            let artifacts = "artifacts/tiny-phi3-capitals-int4-cpu"
            #expect(
                files(in: "\(root)/saved")
                    == [
                        "MLmodel", "\(artifacts)/chat_template.jinja", "\(artifacts)/genai_config.json",
                        "\(artifacts)/model.onnx", "\(artifacts)/model.onnx.data", "\(artifacts)/tokenizer.json",
                        "\(artifacts)/tokenizer_config.json", "code/onnx_genai_loader.py", "conda.yaml",
                        "python_env.yaml", "requirements.txt",
                    ])
            let model = try OnnxHost.load("\(root)/saved")
            #expect(model.signature?.inputs?.description == "['prompt': string (required)]")
            #expect(model.signature?.outputs?.description == "[string (required)]")
            let answer =
                "Why did the atom quit its day job? It wanted to split, and the boss said that would cause a reaction."
            let payload = try Payload(
                parsing: Array(#"{"prompt": "\#(ExampleModel.joke)"}"#.utf8), as: .json, signature: model.signature)
            #expect(try model.predict(payload).value == .string(answer))
        }
    }

    @Test("Settings are stored, and those of a call go before them")
    func settings() throws {
        try withTemporaryDirectory { root in
            try OnnxHost.save(
                ExampleModel.int4, to: "\(root)/saved", options: ["max_new_tokens": 3, "repetition_penalty": 1.0])
            let model = try OnnxHost.load("\(root)/saved")
            let prompt: Value = ["prompt": .string(ExampleModel.spain)]
            #expect(try model.predict(prompt).info["completion_tokens"] == 3)
            #expect(try model.predict(prompt, parameters: ["max_new_tokens": 5]).info["completion_tokens"] == 5)
            let other = try OnnxHost.load("\(root)/saved", options: ["max_new_tokens": 4])
            #expect(try other.predict(prompt).info["completion_tokens"] == 4)
        }
    }

    @Test("A template makes the prompt of the columns that it names, which are the inputs")
    func template() throws {
        try withTemporaryDirectory { root in
            try OnnxHost.save(
                ExampleModel.int4, to: "\(root)/saved",
                options: ["prompt_template": "<|user|>What is the {what} of {country}?<|end|><|assistant|>"])
            let model = try OnnxHost.load("\(root)/saved")
            #expect(model.signature?.inputs?.description == "['what': string (required), 'country': string (required)]")
            #expect(try model.predict(["what": "capital", "country": "Spain"]).value == .string(ExampleModel.madrid))
            let body =
                #"{"dataframe_split": {"columns": ["country", "what"], "data": [["Spain", "capital"], ["Spain", "capital"]]}}"#
            let payload = try Payload(parsing: Array(body.utf8), as: .json, signature: model.signature)
            #expect(try model.predict(payload).value == [.string(ExampleModel.madrid), .string(ExampleModel.madrid)])
        }
    }

    @Test(
        "Options that no model could be used with are a sentence",
        arguments: [
            (
                ["prompt_template": "no column"],
                "option \"prompt_template\": expected a text with columns' names in braces, such as {prompt}, and no other braces alone"
            ),
            (["max_new_tokens": 0], "option \"max_new_tokens\": expected an integer of at least 1, found 0"),
            (["execution_mode": "fast"], "option execution_mode: expected sequential or parallel, found another text"),
            (["intra_op_num_threads": -1], "option intra_op_num_threads: expected a number from 1 to 4096, found -1"),
            (
                ["graph_optimization_level": 7],
                "option graph_optimization_level: expected 0, 1, 2, 3 or 99, found 7"
            ),
            (["session_config": "x"], "option session_config: expected entries as key=value, found one without ="),
        ] as [(ValueMap, String)])
    func badOptions(options: ValueMap, sentence: String) throws {
        try withTemporaryDirectory { root in
            let found = OnnxHost.refusal {
                try OnnxHost.save(ExampleModel.int4, to: "\(root)/saved", options: options)
            }
            #expect(found == sentence)
            #expect(entries(of: root).isEmpty)
        }
    }

    @Test("A graph is saved as MLflow saves one, with the files of its weights")
    func graphFiles() throws {
        let graph = GraphFile(
            inputs: [.init("x", 1, ["n"])], outputs: [.init("y", 1, ["n"])],
            nodes: [.init(type: "Mul", inputs: ["x", "w"], outputs: ["y"])],
            weights: [.init(name: "w", values: [3], file: "weights.data")])
        try withTemporaryDirectory { root in
            try makeFolder("\(root)/source")
            try graph.write(to: "\(root)/source", as: "times.onnx")
            try OnnxHost.save(
                "\(root)/source", to: "\(root)/saved",
                options: [
                    "intra_op_num_threads": 1, "execution_mode": "sequential", "providers": ["CPUExecutionProvider"],
                    "session_config": "session.intra_op.allow_spinning=0",
                ])
            #expect(
                files(in: "\(root)/saved")
                    == ["MLmodel", "conda.yaml", "model.onnx", "python_env.yaml", "requirements.txt", "weights.data"])
            let saved = try OnnxHost.load("\(root)/saved")
            let entries = try #require(saved.mlmodel?.flavors["onnx"])
            #expect(entries["data"] == "model.onnx")
            #expect(entries["providers"] == ["CPUExecutionProvider"])
            #expect(
                entries["onnx_session_options"]
                    == [
                        "execution_mode": "sequential",
                        "extra_session_config": ["session.intra_op.allow_spinning": "0"], "intra_op_num_threads": 1,
                    ])
            #expect(saved.mlmodel?.flavors["python_function"]?["loader_module"] == "mlflow.onnx")
            let input: Value = ["x": .tensor(Tensor([1, 2] as [Float]))]
            #expect(try saved.predict(input).value == ["y": .tensor(Tensor([3, 6] as [Float]))])
            // A folder is used in place just as well.
            #expect(try OnnxHost.load("\(root)/source").predict(input).value == (try saved.predict(input).value))
        }
    }

    @Test("An example of what no signature describes leaves the model without one, and is answered")
    func exampleWithoutSignature() throws {
        let graph = GraphFile(
            inputs: [.init("s", GraphFile.Element.float32, nil, .sequence)],
            outputs: [.init("n", GraphFile.Element.int64, [])],
            nodes: [.init(type: "SequenceLength", inputs: ["s"], outputs: ["n"])])
        try withTemporaryDirectory { root in
            try makeFolder("\(root)/source")
            try graph.write(to: "\(root)/source", as: "model.onnx")
            try writeFile("{\"s\": [[1, 2], [3, 4]]}", to: "\(root)/example.json")
            var request = SaveRequest(source: "\(root)/source", destination: "\(root)/saved")
            request.inputExamplePath = "\(root)/example.json"
            try OnnxHost.shared.get().save(request, flavor: OnnxHost.id)
            let saved = try OnnxHost.load("\(root)/saved")
            #expect(saved.signature?.inputs == nil)
            let example = try Payload(
                parsing: readFile("\(root)/saved/serving_input_example.json"), as: .json, signature: saved.signature)
            #expect(try saved.predict(example).value == ["n": .tensor(try Tensor([2] as [Int64], shape: []))])
        }
    }

    @Test(
        "Weights under a name that a model folder has for itself are refused, and not overwritten",
        arguments: ["model.onnx", "MLmodel", "requirements.txt", "input_example.json"])
    func takenNames(file: String) throws {
        let graph = GraphFile(
            inputs: [.init("x", GraphFile.Element.float32, ["n"])],
            outputs: [.init("y", GraphFile.Element.float32, ["n"])],
            nodes: [.init(type: "Mul", inputs: ["x", "w"], outputs: ["y"])],
            weights: [.init(name: "w", values: [3], file: file)])
        try withTemporaryDirectory { root in
            try makeFolder("\(root)/source")
            try graph.write(to: "\(root)/source", as: "times.onnx")
            #expect(
                OnnxHost.refusal { try OnnxHost.save("\(root)/source/times.onnx", to: "\(root)/saved") }
                    == "\(root)/source/times.onnx: keeps weights in a file called \(file), which a model folder has for itself: "
                    + "save the graph with its weights under another name")
            #expect(entries(of: root) == ["source"])
        }
    }

    @Test("Of several graphs one is named")
    func severalGraphs() throws {
        try withTemporaryDirectory { root in
            for name in ["a.onnx", "b.onnx"] { try GraphFile.identity(1, [1]).write(to: root, as: name) }
            #expect(
                OnnxHost.refusal { _ = try OnnxHost.load(root) }
                    == "\(root): holds 2 graphs, a.onnx, b.onnx: name one with --option file=")
            #expect(try OnnxHost.load(root, options: ["file": "b.onnx"]).signature != nil)
            #expect(
                OnnxHost.refusal { _ = try OnnxHost.load(root, options: ["file": "../b.onnx"]) }
                    == "option \"file\": expected one of a.onnx, b.onnx in \(root), found another name")
        }
    }

    @Test("Folders of the generate() API without one of their files are a sentence")
    func missingFiles() throws {
        for (name, sentence) in [
            ("model.onnx.data", "/model.onnx.data: no such file: "),
            ("tokenizer.json", ": has no tokenizer.json: add the one of the model it was built from"),
        ] {
            try withTemporaryDirectory { root in
                for file in entries(of: ExampleModel.int4) where file != name {
                    try writeFile(readFile("\(ExampleModel.int4)/\(file)"), to: "\(root)/\(file)")
                }
                let found = OnnxHost.refusal { _ = try OnnxHost.load(root) }
                #expect(found?.contains(sentence) == true, "\(found ?? "loaded")")
                #expect(found?.contains { $0.isNewline } == false)
            }
        }
    }

    @Test(
        "A genai_config.json with something else in it is a sentence",
        arguments: [
            ("[]", "model: expected an object, found nothing"),
            ("{\"model\": 3}", "model: expected an object, found integer"),
            (
                "{\"model\": {\"vocab_size\": \"x\"}}",
                "model.vocab_size: expected an integer from 1 to 1073741824, found string"
            ),
            (
                "{\"model\": {\"vocab_size\": 0}}",
                "model.vocab_size: expected an integer from 1 to 1073741824, found 0"
            ),
            (
                "{\"model\": {\"vocab_size\": 2048, \"context_length\": 512}}",
                "model: expected the filename of a graph, found none"
            ),
            (
                "{\"model\": {\"vocab_size\": 2048, \"context_length\": 512, \"decoder\": {\"filename\": \"../x.onnx\"}}}",
                "expected filenames inside the folder, found \"../x.onnx\", which leads out of it"
            ),
        ])
    func badConfiguration(json: String, sentence: String) throws {
        try withTemporaryDirectory { root in
            for file in entries(of: ExampleModel.int4) {
                try writeFile(readFile("\(ExampleModel.int4)/\(file)"), to: "\(root)/\(file)")
            }
            try writeFile(json, to: "\(root)/genai_config.json")
            #expect(OnnxHost.refusal { _ = try OnnxHost.load(root) } == "\(root)/genai_config.json: \(sentence)")
        }
    }

    @Test("Graphs and weights of the generate() API that are damaged are a sentence, and the process goes on")
    func damagedWeights() throws {
        for (name, content) in [("model.onnx", "damaged"), ("model.onnx.data", "short")] {
            try withTemporaryDirectory { root in
                for file in entries(of: ExampleModel.int4) {
                    try writeFile(readFile("\(ExampleModel.int4)/\(file)"), to: "\(root)/\(file)")
                }
                try writeFile(content, to: "\(root)/\(name)")
                let found = try #require(OnnxHost.refusal { _ = try OnnxHost.load(root) })
                #expect(found.hasPrefix(root) && !found.contains { $0.isNewline })
            }
        }
    }

    @Test("Entries of an MLmodel that lead elsewhere are refused")
    func entriesOfMLmodel() throws {
        try withTemporaryDirectory { root in
            try OnnxHost.save(ExampleModel.int4, to: "\(root)/saved")
            let path = "\(root)/saved/MLmodel"
            let text = String(decoding: try readFile(path), as: UTF8.self)
            let artifacts = "model: artifacts/tiny-phi3-capitals-int4-cpu"
            for (entry, sentence) in [
                (
                    "model: ../elsewhere",
                    "MLmodel: onnx-custom-wrapper.model: expected a path inside the model folder, found one that leads out of it"
                ),
                ("model: 3", "MLmodel: onnx-custom-wrapper.model: expected a string, found integer"),
                (
                    "model: nothing",
                    "\(root)/saved/nothing: no such file or folder: MLmodel: onnx-custom-wrapper.model names it: save the model again"
                ),
                (
                    "source_folder: /etc",
                    "MLmodel: onnx-custom-wrapper.source_folder names a folder outside the model's: save the model with its files"
                ),
            ] {
                try writeFile(text.replacing(artifacts, with: entry), to: path)
                let found = OnnxHost.refusal { _ = try OnnxHost.load("\(root)/saved") }
                #expect(found == sentence)
            }
        }
    }
}
