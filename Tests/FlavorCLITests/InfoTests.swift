import JSON
import TestSupport
import Testing

@Suite("flavor info")
struct InfoTests {
    @Test("Shows signature, flavors, size and provenance of a saved model")
    func saved() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let result = try Flavor.run("info", "\(folder)/model")
            #expect(result.isSuccess && result.errors == "")
            let lines = result.output.split(separator: "\n")
            #expect(lines.contains("loaded by: transformers-pipeline (it loads the key transformers)"))
            #expect(lines.contains("flavors: python_function, transformers"))
            #expect(lines.contains("inputs: [string (required)]"))
            #expect(lines.contains("outputs: [string (required)]"))
            #expect(lines.contains { $0.hasPrefix("created: 20") })
            #expect(lines.contains { $0.hasPrefix("size: ") && $0.hasSuffix(" bytes") })
        }
    }

    @Test("Shows a bare folder as it is")
    func bare() throws {
        let result = try Flavor.run("info", ExampleModel.folder)
        #expect(result.isSuccess)
        #expect(
            result.output == """
                path: \(ExampleModel.folder)
                loaded by: transformers-pipeline (it uses huggingface folders in place)
                size: \(try size(of: ExampleModel.folder)) bytes
                signature: none

                """)
    }

    @Test("Prints one object with --json")
    func json() throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            let result = try Flavor.run("info", "\(folder)/model", "--json")
            let json = try JSONValue(parsing: result.output)
            #expect(json["flavor"] == "transformers-pipeline")
            #expect(json["flavors"] == ["python_function", "transformers"])
            #expect(json["signature"]?["inputs"] == "[{\"type\": \"string\", \"required\": true}]")
            #expect(json["model_uuid"]?.stringValue?.utf8.count == 32)
        }
    }

    @Test("Reads what MLflow itself saved")
    func savedByMLflow() throws {
        let result = try Flavor.run("info", "\(Fixtures.own)/mlflow/models/pyfunc_artifacts/model")
        #expect(result.isSuccess)
        #expect(result.output.contains("loaded by: no installed flavor; run flavor why\n"))
        #expect(result.output.contains("flavors: python_function\n"))
        #expect(
            result.output.hasSuffix(
                "to run it: Python 3.11.7 with mlflow.pyfunc.model\n  packages: mlflow, numpy\n"
                    + "  pickles, which Python would run: python_model.pkl\n"))
    }

    @Test("Takes file: URIs, and paths with colons as they are")
    func names() throws {
        try withTemporaryDirectory { folder in
            let model = "\(folder)/my: model"
            try ExampleModel.copy(to: model)
            for name in [model, "file://\(folder)/my:%20model"] {
                let result = try Flavor.run("info", name)
                #expect(result.isSuccess && result.output.hasPrefix("path: \(model)\n"), "\(name): \(result.errors)")
            }
        }
        expectFailure(try Flavor.run("info", "s3://bucket/x"), naming: ["'s3:'", "download the model first"])
    }

    @Test("A file in place of a folder is one line of error")
    func file() throws {
        let path = "\(ExampleModel.folder)/config.json"
        expectFailure(
            try Flavor.run("info", path),
            "\(path): expected a model folder, found a file: name the folder that it is in")
    }

    private func size(of folder: String) throws -> Int {
        try entries(of: folder).reduce(0) { try $0 + readFile("\(folder)/\($1)").count }
    }
}
