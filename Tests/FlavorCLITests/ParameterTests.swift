import JSON
import TestSupport
import Testing

@Suite("flavor predict --param")
struct ParameterTests {
    @Test("Parameters reach the model, also through the request, where --param wins")
    func values() throws {
        expectDone(try predict("max_new_tokens=2"), "The capital\n")
        expectDone(try predict("max_new_tokens=2", "return_full_text=true"), ExampleModel.spain + "The capital\n")
        expectDone(try predict("stop_strings=[\"Spain\"]"), "The capital of Spain\n")
        expectDone(try predict("stop_strings=Spain"), "The capital of Spain\n")
        expectDone(try predict("stop_strings=5"), ExampleModel.spainAnswer + "\n")
        let body = #"{"inputs": "\#(ExampleModel.spain)", "params": {"max_new_tokens": 5}}"#
        expectDone(
            try Flavor.run("predict", ExampleModel.folder, "--param", "max_new_tokens=2", input: body),
            "{\"predictions\": [\"The capital\"]}\n")
    }

    @Test("A seed makes sampling repeatable")
    func seed() throws {
        func sample(_ seed: Int) throws -> String {
            let result = try Flavor.run(
                "predict", ExampleModel.folder, "--prompt", "The", "--param", "do_sample=true", "--param",
                "temperature=3.0",
                "--param", "top_k=0", "--param", "max_new_tokens=20", "--param", "seed=\(seed)")
            #expect(result.isSuccess, "\(result.errors)")
            return result.output
        }
        #expect(try sample(1) == sample(1))
        #expect(Set(try (1...4).map(sample)).count > 1)
    }

    @Test(
        "A wrong type is told with the expected one",
        arguments: [
            ("max_new_tokens=many", "parameter \"max_new_tokens\": expected long, found string"),
            ("max_new_tokens=1.5", "parameter \"max_new_tokens\": expected long, found number"),
            ("do_sample=1", "parameter \"do_sample\": expected boolean, found integer"),
            ("temperature=hot", "parameter \"temperature\": expected double, found string"),
        ])
    func wrongType(parameter: String, message: String) throws {
        expectFailure(try predict(parameter), message)
    }

    @Test(
        "A value out of range is told with the range",
        arguments: [
            "max_new_tokens=-1", "max_new_tokens=0", "repetition_penalty=0", "seed=x",
        ])
    func range(parameter: String) throws {
        expectFailure(try predict(parameter), naming: [String(parameter.split(separator: "=")[0]), "expected"])
    }

    @Test("A number that no integer holds is told as that")
    func huge() throws {
        expectFailure(
            try predict("max_new_tokens=9223372036854775808"), naming: ["max_new_tokens", "does not fit in 64 bits"])
    }

    @Test("An unknown name is told with the known ones")
    func unknown() throws {
        expectFailure(
            try predict("max_tokens=5"),
            naming: [
                "parameter \"max_tokens\" is not known to transformers-pipeline: expected one of ", "max_new_tokens",
            ])
    }

    @Test("An unknown option is refused")
    func unknownOption() throws {
        expectFailure(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", "x", "--option", "device=tpu"),
            naming: ["option \"device\" is not known to transformers-pipeline"])
    }

    private func predict(_ parameters: String...) throws -> ProcessResult {
        try Flavor.run(
            ["predict", ExampleModel.folder, "--prompt", ExampleModel.spain] + parameters.flatMap { ["--param", $0] })
    }
}
