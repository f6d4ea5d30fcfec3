import TestSupport
import Testing

@Suite("flavor predict, by the way its input is written")
struct PredictInputTests {
    private static let question = "Madrid is the capital of"
    private static let answer = "Spain."

    /// A saved model whose only column is called `question`.
    private func withNamedModel(_ body: (_ model: String, _ folder: String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            let signature = "\(folder)/signature.json"
            try writeFile(
                #"{"inputs": [{"type": "string", "name": "question", "required": true}], "outputs": [{"type": "string", "required": true}]}"#,
                to: signature)
            let saved = try Flavor.run(
                "save", "--flavor", "transformers-pipeline", "--from", ExampleModel.folder, "-o", "\(folder)/model",
                "--signature", signature)
            #expect(saved.isSuccess, "\(saved.errors)")
            try body("\(folder)/model", folder)
        }
    }

    @Test("--prompt reaches a column that has a name")
    func prompt() throws {
        try withNamedModel { model, _ in
            expectDone(try Flavor.run("predict", model, "--prompt", Self.question), Self.answer + "\n")
        }
    }

    static let forms = [
        ("in.json", "[{\"question\": \"\(question)\"}]"),
        ("in.txt", "\(question)\n"),
        ("in.csv", "question\n\(question)\n"),
        ("in.csv", "question,id\r\n\"\(question)\",7\r\n"),
        ("in.jsonl", "{\"question\": \"\(question)\"}\n"),
        ("in.ndjson", "{\"question\": \"\(question)\"}\n\n"),
    ]

    @Test("The file's ending tells how the input is written", arguments: forms)
    func ending(name: String, text: String) throws {
        try withNamedModel { model, folder in
            try writeFile(text, to: "\(folder)/\(name)")
            let result = try Flavor.run("predict", model, "-i", "\(folder)/\(name)")
            #expect(result.isSuccess, "\(result.errors)")
            #expect(result.output.contains(Self.answer))
        }
    }

    @Test("Rows are answered in their order, whatever they are written in")
    func rows() throws {
        try withNamedModel { model, _ in
            let csv = "question\n\(Self.question)\nThe capital of France is\n"
            expectDone(
                try Flavor.run("predict", model, "-t", "csv", input: csv),
                "{\"predictions\": [\"Spain.\", \"Paris. France is in Europe.\"]}\n")
            let lines = "{\"question\": \"\(Self.question)\"}\n{\"question\": \"The capital of France is\"}\n"
            expectDone(
                try Flavor.run("predict", model, "-t", "jsonl", input: lines),
                "{\"predictions\": [\"Spain.\", \"Paris. France is in Europe.\"]}\n")
        }
    }

    @Test("Parameters of a signature are read in its types: text stays text")
    func signatureParameters() throws {
        try withTemporaryDirectory { folder in
            try writeFile(
                """
                {"inputs": [{"type": "string", "required": true}], \
                "params": [{"name": "label", "default": "a", "shape": null, "type": "string"}, \
                {"name": "max_new_tokens", "default": 2, "shape": null, "type": "long"}]}
                """, to: "\(folder)/signature.json")
            let saved = try Flavor.run(
                "save", "--flavor", "transformers-pipeline", "--from", ExampleModel.folder, "-o", "\(folder)/model",
                "--signature", "\(folder)/signature.json")
            #expect(saved.isSuccess, "\(saved.errors)")
            let checked = try Flavor.run(
                "signature", "check", "\(folder)/model", "--param", "label=7", "--json", input: "[\"x\"]")
            #expect(checked.output.contains("\"label\": \"7\""))
            let words = ["predict", "\(folder)/model", "--prompt", "The capital of France is", "--param"]
            expectFailure(try Flavor.run(words + ["max_new_tokens=many"]), naming: ["max_new_tokens", "long"])
        }
    }
}
