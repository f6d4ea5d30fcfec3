import FlavorKit
import JSON
import TestSupport
import Testing

@testable import TransformersPipeline

@Suite("Tasks with the face of a web API")
struct InferenceTaskTests {
    @Test("Their signatures are MLflow's to the byte", arguments: InferenceTask.allCases)
    func signatures(task: InferenceTask) throws {
        guard let bytes = try? readFile("\(Fixtures.root)/mlflow/llm/signatures.json") else {
            #expect(Fixtures.isRedirected)
            return
        }
        let strings = try #require(try JSONValue(parsing: bytes)["tasks"]?[task.rawValue]?["strings"])
        let signature = try task.signature()
        #expect(signature.inputsText == strings["inputs"]?.stringValue)
        #expect(signature.outputsText == strings["outputs"]?.stringValue)
        #expect(strings["params"]?.isNull != false)
    }

    @Test(
        "A model saved for one says so where MLflow does, and leaves out what MLflow would warn of",
        arguments: InferenceTask.allCases)
    func entries(task: InferenceTask) throws {
        try withTemporaryDirectory { folder in
            let saved = try TestHost.shared.get().save(
                ModelFolder.example, to: folder, options: ["task": .string(task.rawValue)])
            #expect(saved["metadata"] == ["task": .string(task.rawValue)])
            #expect(saved["flavors"]?["transformers"]?["inference_task"] == .string(task.rawValue))
            #expect(saved["flavors"]?["transformers"]?["task"] == "text-generation")
            #expect(saved["flavors"]?["python_function"]?["config"]?.json == ["do_sample": false])
            #expect(try saved["signature"]?["inputs"]?.stringValue == task.signature().inputsText)
            // Whoever puts the face on asks for new text alone, and so it is where he does not say.
            let model = try TestHost.shared.get().load(folder, flavors: saved["flavors"] ?? .null)
            #expect(try model.predict("The capital of", ["max_new_tokens": 2]).value == "the United")
        }
    }
}
