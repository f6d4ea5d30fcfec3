import JSON
import TestSupport
import Testing

@Suite("flavor signature show")
struct SignatureShowTests {
    /// A signature as MLflow wrote it, and as MLflow prints it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let texts: JSONValue
        let printed: JSONValue
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let inferred = SignedModel.goldens("signatures/infer_outputs_and_params").compactMap { golden -> Case? in
            guard let id = golden["id"]?.stringValue, let texts = golden["strings"], let printed = golden["repr"] else {
                return nil
            }
            return Case(name: id, texts: texts, printed: printed)
        }
        guard let bytes = try? readFile("\(Fixtures.root)/mlflow/llm/signatures.json"),
            let tasks = (try? JSONValue(parsing: bytes))?["tasks"]?.objectValue
        else { return inferred }
        return inferred
            + tasks.compactMap { task, golden in
                guard let texts = golden["strings"], let printed = golden["repr"] else { return nil }
                return Case(name: task, texts: texts, printed: printed)
            }
    }()

    @Test("There are signatures of MLflow's to show", .enabled(if: !Fixtures.isRedirected))
    func someCases() { #expect(Self.cases.count > 10) }

    @Test("Prints what MLflow prints, of a model that no installed flavor loads", arguments: cases)
    func printed(example: Case) throws {
        try withTemporaryDirectory { folder in
            try Self.write(example, to: folder)
            func text(_ key: String) -> String { example.printed[key]?.stringValue ?? "None" }
            expectDone(
                try Flavor.run("signature", "show", folder),
                "inputs: \n  \(text("inputs"))\noutputs: \n  \(text("outputs"))\nparams: \n  \(text("params"))\n")
        }
    }

    @Test("--json prints the three texts as they stand in the MLmodel", arguments: cases)
    func json(example: Case) throws {
        try withTemporaryDirectory { folder in
            try Self.write(example, to: folder)
            let result = try Flavor.run("signature", "show", "-m", folder, "--json")
            #expect(result.isSuccess && result.errors == "")
            let object = try #require(try JSONValue(parsing: result.output).objectValue)
            #expect(object.map(\.key) == ["inputs", "outputs", "params"])
            for (key, text) in object { #expect(text == example.texts[key] ?? .null, "\(key)") }
        }
    }

    @Test("A model without a signature is no failure: a sentence, and nulls with --json")
    func unsigned() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(to: folder)
            expectDone(
                try Flavor.run("signature", "show", folder),
                "\(folder): its MLmodel has no signature: any input reaches the model as it is\n")
            let json = try JSONValue(parsing: try Flavor.run("signature", "show", folder, "--json").output)
            #expect(json == ["inputs": nil, "outputs": nil, "params": nil])
        }
    }

    @Test("A folder that is used in place has none, and the sentence says how to get one")
    func bare() throws {
        let result = try Flavor.run("signature", "show", ExampleModel.folder)
        #expect(result.isSuccess && result.errors == "")
        #expect(result.output.hasPrefix("\(ExampleModel.folder): no MLmodel"))
        #expect(result.output.contains("flavor save"))
    }

    @Test("A folder that holds no model, a missing one and a damaged MLmodel are one line of error")
    func refusals() throws {
        try withTemporaryDirectory { folder in
            expectFailure(try Flavor.run("signature", "show", folder), naming: [folder, "flavor why"])
            expectFailure(try Flavor.run("signature", "show", "\(folder)/none"), naming: ["no such folder"])
            try SignedModel.write(to: folder, inputs: #"[{"type": "strange", "required": true}]"#)
            expectFailure(
                try Flavor.run("signature", "show", folder), naming: ["\(folder)/MLmodel", "inputs[0].type"])
        }
    }

    @Test("Names in a signature cannot drive the terminal")
    func controlCharacters() throws {
        try withTemporaryDirectory { folder in
            let name = "{\"type\": \"long\", \"name\": \"a\\u001b]0;b\\u0007\", \"required\": true}"
            try SignedModel.write(to: folder, inputs: "[\(name)]")
            let result = try Flavor.run("signature", "show", folder)
            #expect(result.isSuccess)
            #expect(!result.output.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
    }

    private static func write(_ example: Case, to folder: String) throws {
        try SignedModel.write(
            to: folder, inputs: example.texts["inputs"]?.stringValue, outputs: example.texts["outputs"]?.stringValue,
            params: example.texts["params"]?.stringValue)
    }
}
