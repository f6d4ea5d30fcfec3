import Glibc
import JSON
import TestSupport
import Testing

@Suite("Models that MLflow saved")
struct MLflowModelTests {
    private static let reference = """
        flavors:
          python_function:
            config: {do_sample: false, return_full_text: false}
            loader_module: mlflow.transformers
          transformers:
            components: [tokenizer]
            pipeline_model_type: Phi3ForCausalLM
            source_model_name: example-org/tiny-phi3
            source_model_revision: 0123abc
            task: text-generation
            tokenizer_name: example-org/tiny-phi3
            tokenizer_revision: 0123abc
        """

    @Test("A model without its weights says which to bring, and runs with --weights")
    func weights() throws {
        try withTemporaryDirectory { folder in
            try writeFile(Self.reference, to: "\(folder)/MLmodel")
            expectFailure(
                try Flavor.run("predict", folder, "--prompt", ExampleModel.spain),
                "MLmodel: the weights are not in the model folder: download example-org/tiny-phi3 with hf download "
                    + "example-org/tiny-phi3 --revision 0123abc --local-dir DIR, and give that folder with --weights DIR"
            )
            expectDone(
                try Flavor.run(
                    "predict", folder, "--weights", ExampleModel.folder, "--prompt", ExampleModel.spain),
                ExampleModel.spainAnswer + "\n")
            // A path is meant from where the command runs.
            let relative = try runProcess(
                [
                    "bash", "-c",
                    "cd '\(Flavor.folder(of: ExampleModel.folder))' && '\(Flavor.executable)' predict '\(folder)' --weights "
                        + "tiny-phi3-capitals --prompt '\(ExampleModel.spain)' --flavors '\(Flavor.flavors)'",
                ], environment: Flavor.environment)
            expectDone(relative, ExampleModel.spainAnswer + "\n")
            expectBadUsage(
                try Flavor.run(
                    "predict", folder, "--weights", "a", "--option", "weights=b", "--prompt", "x"),
                naming: "Name the weights once")
        }
    }

    @Test("Weights reach the model behind a chat")
    func chatWeights() throws {
        try withTemporaryDirectory { folder in
            let model = "\(Fixtures.own)/mlflow/models/transformers_reference_only/model"
            let weights = "\(folder)/weights"
            try ExampleModel.copy(to: weights)
            try writeFile(
                "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}<|assistant|>",
                to: "\(weights)/chat_template.jinja")
            expectFailure(
                try Flavor.run("predict", model, "--prompt", "Hello"),
                naming: ["example-org/tiny-phi3", "--weights DIR"])
            expectDone(
                try Flavor.run("predict", model, "--weights", weights, "--prompt", "What is the capital of Spain?"),
                ExampleModel.spainAnswer + "\n")
        }
    }

    @Test("A wrapper's pickle is not opened, but the model that it wraps is used where it is, and saved")
    func artifact() throws {
        try withTemporaryDirectory { folder in
            let model = "\(folder)/wrapper"
            try makeFolder("\(model)/artifacts")
            try copyTree(ExampleModel.folder, to: "\(model)/artifacts/phi3")
            try writeFile(
                """
                flavors:
                  python_function:
                    artifacts: {phi3: {path: artifacts/phi3, uri: /models/phi3}}
                    loader_module: mlflow.pyfunc.model
                    python_model: python_model.pkl
                """, to: "\(model)/MLmodel")
            let why = try Flavor.run("why", model)
            #expect(why.outcome.status == 1)
            #expect(
                why.output.contains(
                    "transformers-pipeline: no: python_function is run by the Python module mlflow.pyfunc.model from the pickle "
                        + "python_model.pkl, which is never opened; but its artifact phi3 has the files of the format "
                        + "huggingface\n  to use it: run flavor predict \(model)#phi3, or flavor save --flavor "
                        + "transformers-pipeline --from \(model)#phi3 -o DIR\n"))
            expectFailure(
                try Flavor.run("predict", model, "--prompt", "x"),
                naming: ["python_model.pkl", "never opened", "flavor why"])
            expectDone(
                try Flavor.run("predict", "\(model)#phi3", "--prompt", ExampleModel.spain),
                ExampleModel.spainAnswer + "\n")
            expectDone(
                try Flavor.run(
                    "save", "--flavor", "transformers-pipeline", "--from", "file://\(model)#phi3", "-o", "\(folder)/own"
                ),
                "")
            expectDone(
                try Flavor.run("predict", "\(folder)/own", "--prompt", ExampleModel.spain),
                ExampleModel.spainAnswer + "\n")
        }
    }

    @Test("Info tells of each, whatever its flavor, signature, size and provenance", arguments: models)
    func info(folder: String) throws {
        let result = try Flavor.run("info", folder)
        #expect(result.isSuccess && result.errors == "", "\(result.errors)")
        for name in ["path: ", "loaded by: ", "flavors: ", "created: ", "size: "] {
            #expect(result.output.split(separator: "\n").contains { $0.hasPrefix(name) }, "\(name)")
        }
    }

    @Test("What MLflow predicted with a model of a flavor of ours, we predict", arguments: MLflowGolden.all)
    func prediction(golden: MLflowGolden) throws {
        let info = try JSONValue(parsing: try Flavor.run("info", golden.folder, "--json").output)
        guard info["flavor"] != .null, let expected = golden.prediction else { return }
        // MLflow drops parameters that the signature does not have; we take them.
        if golden.body["params"] != nil, info["signature"]?["params"] == .null { return }
        let options = golden.options.flatMap { ["--option", "\($0.key)=\($0.value.text())"] }
        let result = try Flavor.run(["predict", golden.folder] + options, input: Array(golden.body.text(.python).utf8))
        #expect(result.isSuccess && result.errors == "", "\(result.errors)")
        let reply = try JSONValue(parsing: result.output)
        let found = reply["predictions"] ?? reply
        // pyfunc answers one text with a list of one.
        let isListed = found.stringValue != nil && expected.arrayValue?.count == 1
        #expect((isListed ? [found] : found).agrees(with: expected), "\(found.text()), expected \(expected.text())")
    }

    private static var models: [String] {
        entries(of: "\(Fixtures.root)/mlflow/models").map { "\(Fixtures.root)/mlflow/models/\($0)/model" }
    }
}
