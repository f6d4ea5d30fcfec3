import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor convert", .serialized)
struct ConvertTests {
    static let transformers = "transformers-pipeline"
    static let onnx = "onnx-custom-wrapper"
    static let chat = "chat-task"

    init() throws { try OnnxRuntimeLibraries.fetch() }

    /// What becomes of a model of one shipped flavor on the way to another.
    struct Pair: Sendable, CustomTestStringConvertible {
        let source: String
        let target: String
        let path: [String]

        init(_ source: String, _ target: String, through format: String, from exporter: String? = nil) {
            self.source = source
            self.target = target
            path = format == "mlflow-model" ? [format, target] : [exporter ?? source, format, target]
        }

        var testDescription: String { "\(source) to \(target)" }
    }

    static let pairs = [
        Pair(transformers, onnx, through: "huggingface"),
        Pair(onnx, transformers, through: "huggingface"),
        Pair(transformers, chat, through: "mlflow-model"),
        Pair(onnx, chat, through: "mlflow-model"),
        Pair(chat, transformers, through: "huggingface", from: transformers),
        Pair(chat, onnx, through: "huggingface", from: transformers),
    ]

    @Test("Every ordered pair of the shipped flavors converts, and both sides agree", arguments: pairs)
    func pair(pair: Pair) throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(pair.source, in: folder)
            let report = try convert(source, to: pair.target, "\(folder)/result", "--samples", try samples(in: folder))
            #expect(report["path"] == .array(pair.path.map(JSONValue.string)))
            #expect(report["fidelity"] == "exact")
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
            #expect(report["proof"]?["agreeing_tokens"] == report["proof"]?["tokens"])
            // The same is kept in the model.
            let info = try JSONValue(parsing: try Flavor.run("info", "\(folder)/result", "--json").output)
            #expect(info["flavor"] == .string(pair.target))
            let kept = info["metadata"]?["conversion"]
            for name in ["path", "fidelity", "loses"] { #expect(kept?[name] == report[name]) }
            #expect(kept?["source"]?["digest"] == report["source"]?["digest"])
            #expect(kept?["proof"]?["verdict"] == report["proof"]?["verdict"])
            #expect(entries(of: folder).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    @Test("README.md lists every pair with its way")
    func readme() throws {
        let lines = try text(of: "\(Fixtures.repository)/README.md").split(separator: "\n")
        for pair in Self.pairs {
            let row = "| \(pair.source) | \(pair.target) | \(pair.path.joined(separator: " → ")) |"
            #expect(lines.contains { $0 == row }, "\(row)")
        }
        #expect(Set(Self.pairs.map(\.testDescription)).count == 6)
    }

    @Test("The way from chat-task leads through whatever answers behind it")
    func chatOverOnnx() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.onnx, in: folder)
            _ = try convert(source, to: Self.chat, "\(folder)/chat")
            let report = try convert("\(folder)/chat", to: Self.transformers, "\(folder)/result")
            #expect(report["path"] == [.string(Self.onnx), "huggingface", .string(Self.transformers)])
            #expect(
                try readFile("\(folder)/result/model/config.json") == readFile("\(ExampleModel.folder)/config.json"))
        }
    }

    @Test("A loss has to be allowed, and is named")
    func loss() throws {
        try withTemporaryDirectory { folder in
            let words = [
                "convert", ExampleModel.folder, "--to", Self.onnx, "--option", "precision=int4", "-o",
                "\(folder)/result",
            ]
            expectFailure(
                try Flavor.run(words),
                "\(ExampleModel.folder): the conversion to \(Self.onnx) is lossy (matrices are rounded to 4 bits in "
                    + "blocks of 32): add --allow-lossy")
            #expect(entries(of: folder) == [])
            let samples = try samples(in: folder)
            let result = try Flavor.run(words + ["--allow-lossy", "--json", "--samples", samples])
            #expect(result.isSuccess, "\(result.errors)")
            let report = try JSONValue(parsing: result.output)
            #expect(report["fidelity"] == "lossy")
            #expect(report["proof"]?["verdict"] == "same-tokens")
            #expect(report["proof"]?["largest_absolute_difference"]?.doubleValue ?? 0 > 0)
            // Back again nothing more is lost, but what is lost stays so.
            expectFailure(
                try Flavor.run("convert", "\(folder)/result", "--to", Self.transformers, "-o", "\(folder)/back"),
                naming: ["is lossy (the weights are what 4 bits left of them): add --allow-lossy"])
        }
    }

    @Test("--plan says what each step does, and writes nothing")
    func plan() throws {
        try withTemporaryDirectory { folder in
            let result = try Flavor.run(
                "convert", ExampleModel.folder, "--to", Self.onnx, "--plan", "--option", "precision=fp16")
            expectDone(
                result,
                """
                huggingface → onnx-custom-wrapper
                1. onnx-custom-wrapper saves from huggingface: numeric (weights are rounded to float16), 3967616 bytes

                """)
            let saved = try makeSource(Self.transformers, in: folder)
            expectDone(
                try Flavor.run("convert", saved, "--to", Self.onnx, "--plan"),
                """
                transformers-pipeline → huggingface → onnx-custom-wrapper
                1. transformers-pipeline exports huggingface: exact, the files stay where they are
                2. onnx-custom-wrapper saves from huggingface: exact, 7935232 bytes

                """)
        }
    }

    @Test("A way may lead through a flavor between")
    func between() throws {
        try withTemporaryDirectory { folder in
            let report = try convert(ExampleModel.folder, to: Self.chat, "\(folder)/result")
            #expect(
                report["path"]
                    == ["huggingface", .string(Self.transformers), "mlflow-model", .string(Self.chat)])
        }
    }

    @Test("A conversion that cannot be says why")
    func refusals() throws {
        try withTemporaryDirectory { folder in
            expectFailure(
                try Flavor.run("convert", ExampleModel.folder, "--to", "nothing", "-o", "\(folder)/result"),
                naming: ["no flavor \"nothing\" is installed"])
            expectFailure(
                try Flavor.run(
                    "convert", ExampleModel.folder, "--to", Self.onnx, "-o", "\(folder)/result", "--option",
                    "precision=int3"),
                "option \"precision\": expected one of int4, fp16, fp32, found another text")
            let encoder = "\(Fixtures.root)/models/random/bert-classification"
            guard exists("\(encoder)/config.json") else { return }
            _ = try convert(encoder, to: Self.onnx, "\(folder)/graph")
            expectFailure(
                try Flavor.run("convert", "\(folder)/graph", "--to", Self.transformers, "-o", "\(folder)/result"),
                "a plain graph is exported as onnx only: nothing tells what its tensors are called in huggingface")
        }
    }

    @Test("A folder that is there is refused without --overwrite")
    func overwrite() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            _ = try convert(source, to: Self.onnx, "\(folder)/result")
            expectFailure(
                try Flavor.run("convert", source, "--to", Self.onnx, "-o", "\(folder)/result"),
                naming: ["exists and is not empty", "--overwrite"])
            _ = try convert(source, to: Self.onnx, "\(folder)/result", "--overwrite")
        }
    }

    @Test("Without anything to run the verdict is unproven, and says why")
    func unproven() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let report = try convert(source, to: Self.onnx, "\(folder)/result")
            #expect(report["proof"]?["verdict"] == "unproven")
            #expect(report["proof"]?["reason"] == "the model has no input example and no --samples were given")
            let none = try convert(source, to: Self.onnx, "\(folder)/other", "--verify", "none")
            #expect(none["proof"]?["reason"] == "nothing was asked to be run")
        }
    }

    @Test("A converted encoder is a plain graph that runs")
    func encoder() throws {
        try withTemporaryDirectory { folder in
            let source = "\(Fixtures.root)/models/random/bert-classification"
            guard exists("\(source)/config.json") else { return }
            let report = try convert(source, to: Self.onnx, "\(folder)/result")
            #expect(report["path"] == ["huggingface", .string(Self.onnx)])
            let file = try JSONValue(parsing: readFile("\(source)/golden.json"))
            let golden = try #require(file["cases"]?.arrayValue?.first)
            let inputs = ["input_ids", "attention_mask", "token_type_ids"].map { name in
                (name, JSONValue.array([golden[name] ?? .null]))
            }
            let body = JSONValue.object(["inputs": .object(JSONObject(inputs))]).text()
            let reply = try Flavor.run("predict", "\(folder)/result", input: body)
            let logits = try JSONValue(parsing: reply.output)["predictions"]?["logits"]?.arrayValue?.first?.arrayValue
            let expected = golden["logits"]?.arrayValue ?? []
            for (found, wanted) in zip(logits ?? [], expected) {
                #expect(abs((found.doubleValue ?? .nan) - (wanted.doubleValue ?? 0)) < 1e-4)
            }
            #expect(logits?.count == expected.count && !expected.isEmpty)
        }
    }

    @Test("After a kill the destination is absent or whole, and the next command cleans up")
    func killed() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let parent = "\(folder)/models"
            for delay in stride(from: 0, to: 400_000, by: 40_000) {
                let command = try RunningCommand(
                    ["convert", source, "--to", Self.onnx, "-o", "\(parent)/model-\(delay)", "--verify", "none"])
                usleep(UInt32(delay))
                command.send(SIGKILL)
                _ = command.wait()
                if exists("\(parent)/model-\(delay)") {
                    #expect(exists("\(parent)/model-\(delay)/MLmodel"))
                }
                _ = try Flavor.run("info", "\(parent)/model-\(delay)")
            }
            _ = try convert(source, to: Self.onnx, "\(parent)/last", "--verify", "none")
            #expect(entries(of: parent).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    /// Makes a model folder of a flavor out of the example model.
    private func makeSource(_ flavor: String, in folder: String) throws -> String {
        let saved = "\(folder)/saved"
        try ExampleModel.save(to: saved)
        guard flavor != Self.transformers else { return saved }
        _ = try convert(saved, to: flavor, "\(folder)/source", "--verify", "none")
        return "\(folder)/source"
    }

    private func samples(in folder: String) throws -> String {
        let path = "\(folder)/samples.json"
        try writeFile(JSONValue.object(["prompt": .string(ExampleModel.spain)]).text(), to: path)
        return path
    }

    private func convert(_ source: String, to flavor: String, _ destination: String, _ more: String...) throws
        -> JSONValue
    {
        let result = try Flavor.run(["convert", source, "--to", flavor, "-o", destination, "--json"] + more)
        #expect(result.isSuccess, "\(result.errors)")
        return try JSONValue(parsing: result.output)
    }
}
