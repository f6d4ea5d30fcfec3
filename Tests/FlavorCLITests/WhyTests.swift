import JSON
import TestSupport
import Testing

@Suite("flavor why")
struct WhyTests {
    @Test("Names the flavor for a bare folder, and for a saved one")
    func chosen() throws {
        try withTemporaryDirectory { folder in
            let bare = try Flavor.run("why", ExampleModel.folder)
            #expect(bare.output.hasPrefix("transformers-pipeline: yes: it uses huggingface folders in place\n"))
            #expect(bare.isSuccess && bare.errors == "")
            try ExampleModel.save(to: "\(folder)/model")
            let saved = try Flavor.run("why", "-m", "\(folder)/model")
            #expect(saved.output.hasPrefix("transformers-pipeline: yes: it loads the key transformers\n"))
            #expect(saved.isSuccess && saved.errors == "")
        }
    }

    @Test("Gives a reason and a fix for each flavor that does not load the model, and fails when none does")
    func refused() throws {
        try withTemporaryDirectory { folder in
            let result = try Flavor.run("why", folder)
            #expect(result.outcome.status == 1)
            #expect(
                result.output.contains(
                    "transformers-pipeline: no: as huggingface the folder lacks config.json, *.safetensors, tokenizer.json\n"
                        + "  to use it: add what is missing, or name the folder that holds it\n"))
            #expect(result.errors == "error: \(folder): no installed flavor loads this model\n")
        }
    }

    @Test("Names the value that stands against a claim")
    func nearMiss() throws {
        try withTemporaryDirectory { folder in
            try writeFile("flavors:\n  transformers:\n    task: fill-mask\n", to: "\(folder)/MLmodel")
            let result = try Flavor.run("why", folder)
            #expect(result.outcome.status == 1)
            #expect(
                result.output.contains(
                    "transformers-pipeline: no: transformers.task: expected \"text-generation\", found \"fill-mask\"\n")
            )
        }
    }

    @Test("Names each key that a flavor loads once")
    func keys() throws {
        let result = try Flavor.run("why", "\(Fixtures.own)/mlflow/models/onnx_linear/model")
        #expect(
            result.output.contains(
                "chat-task: no: it loads the keys chat-task, transformers, the MLmodel has onnx, python_function\n"))
    }

    @Test("Prints an array of objects with --json")
    func json() throws {
        let result = try Flavor.run("why", ExampleModel.folder, "--json")
        let rows = try #require(try JSONValue(parsing: result.output).arrayValue)
        let row = try #require(rows.first { $0["flavor"] == "transformers-pipeline" })
        #expect(row["chosen"] == true)
        #expect(row["fix"] == .null)
    }

    @Test("A path with no model is one line of error")
    func missing() throws {
        expectFailure(
            try Flavor.run("why", "/nonexistent"),
            "/nonexistent: no such folder: expected a model folder, with MLmodel or with a model's files")
    }
}
