import Glibc
import JSON
import TestSupport
import Testing

/// Conversions in which flavors take part that this package does not know.
@Suite("flavor convert with flavors from elsewhere", .serialized)
struct ConvertForeignTests {
    static let onnx = "onnx-custom-wrapper"
    static let transformers = "transformers-pipeline"

    /// The answer of the command, as JSON.
    private func convert(
        _ source: String, to flavor: String, _ destination: String, _ more: String..., flavors: String
    ) throws -> JSONValue {
        let result = try Flavor.run(
            ["convert", source, "--to", flavor, "-o", destination, "--json"] + more,
            environment: ["FLAVOR_PATH": flavors])
        #expect(result.isSuccess, "\(result.errors)")
        return result.isSuccess ? try JSONValue(parsing: result.standardOutput) : .null
    }

    private func samples(in folder: String) throws -> String {
        try writeFile(
            JSONValue.object(["prompt": .string(ExampleModel.spain)]).text(), to: "\(folder)/samples.json")
        return "\(folder)/samples.json"
    }

    // MARK: A flavor in Swift, from a package of its own, that exports a format that shipped flavors save from

    /// Runs a body with the flavor installed and a model of it saved.
    private func withArchive(_ body: (_ folder: String, _ flavors: String) throws -> Void) async throws {
        try OnnxRuntimeLibraries.fetch()
        let library = try await SwiftPlugins.buildExporter(.debug)
        try withTemporaryDirectory { folder in
            let flavors = "\(folder)/flavors"
            #expect(try ForeignFlavor.install(library, in: flavors) == "hub-archive")
            let saved = try Flavor.run(
                "save", "--flavor", "hub-archive", "--from", ExampleModel.folder, "-o", "\(folder)/archive",
                environment: ["FLAVOR_PATH": flavors])
            #expect(saved.isSuccess, "\(saved.errors)")
            try body(folder, flavors)
        }
    }

    @Test("A format that its descriptor exports leads to shipped flavors, and both sides agree")
    func exporter() async throws {
        try await withArchive { folder, flavors in
            for flavor in [Self.onnx, Self.transformers] {
                let report = try convert(
                    "\(folder)/archive", to: flavor, "\(folder)/\(flavor)", "--samples", try samples(in: folder),
                    flavors: flavors)
                #expect(report["path"] == ["hub-archive", "huggingface", .string(flavor)])
                #expect(report["fidelity"] == "exact")
                #expect(report["versions"]?["hub-archive"] == "2.1.0")
                #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
                #expect(report["proof"]?["tokens"]?.integerValue ?? 0 > 4)
                #expect(report["proof"]?["agreeing_tokens"] == report["proof"]?["tokens"])
                // The model needs nothing of where it came from.
                let answer = try Flavor.run("predict", "\(folder)/\(flavor)", "--prompt", ExampleModel.spain)
                #expect(answer.output == ExampleModel.spainAnswer + "\n", "\(answer.errors)")
            }
            #expect(entries(of: folder).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    @Test("--plan shows it, with what both sides say and no file touched")
    func plan() async throws {
        try await withArchive { folder, flavors in
            let result = try Flavor.run(
                "convert", "\(folder)/archive", "--to", Self.onnx, "--plan", "--option", "precision=fp16",
                environment: ["FLAVOR_PATH": flavors])
            expectDone(
                result,
                """
                hub-archive → huggingface → onnx-custom-wrapper
                1. hub-archive exports huggingface: exact, the files stay where they are
                2. onnx-custom-wrapper saves from huggingface: numeric (weights are rounded to float16), 3967616 bytes

                """)
            // Without the flavor nobody knows the model.
            expectFailure(
                try Flavor.run("convert", "\(folder)/archive", "--to", Self.onnx, "--plan"),
                "\(folder)/archive: no way leads to onnx-custom-wrapper, which saves from onnx-genai, onnx, huggingface: no "
                    + "installed flavor loads the source, which as it is is mlflow-model")
        }
    }

    @Test("A shipped flavor's model becomes one of its, and the proof says what the flavor does not")
    func saver() async throws {
        try await withArchive { folder, flavors in
            try ExampleModel.save(to: "\(folder)/saved")
            let report = try convert(
                "\(folder)/saved", to: "hub-archive", "\(folder)/result", "--samples", try samples(in: folder),
                flavors: flavors)
            #expect(report["path"] == [.string(Self.transformers), "huggingface", "hub-archive"])
            // It has no flavor.plan/1.
            #expect(report["fidelity"] == .null)
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
            let names = ["config.json", "model.safetensors", "tokenizer.json"]
            for name in names {
                #expect(
                    try readFile("\(folder)/result/archive/\(name)") == readFile("\(ExampleModel.folder)/\(name)"))
            }
        }
    }

    // MARK: Two flavors in C, and a format between them that nobody else knows

    /// Runs a body with both flavors installed and a model of the first.
    private func withLines(_ body: (_ folder: String, _ flavors: String) throws -> Void) throws {
        try withTemporaryDirectory { folder in
            let flavors = "\(folder)/flavors"
            for name in ["CAffine", "CLinear"] {
                try ForeignFlavor.install(try TestPlugins.build(name), in: flavors)
            }
            try makeFolder("\(folder)/source")
            try writeFile("age 0.1 -3\n", to: "\(folder)/source/affine.txt")
            try writeFile("[{\"age\": 10.0}, {\"age\": 20.5}, {\"age\": 1e6}]", to: "\(folder)/rows.json")
            let saved = try Flavor.run(
                "save", "--flavor", "c-affine", "--from", "\(folder)/source", "-o", "\(folder)/affine",
                "--input-example", "\(folder)/rows.json", environment: ["FLAVOR_PATH": flavors])
            #expect(saved.isSuccess, "\(saved.errors)")
            try body(folder, flavors)
        }
    }

    @Test("A format of their own leads from one to the other; the model's example shows that they agree")
    func ownFormat() throws {
        try withLines { folder, flavors in
            let plan = try Flavor.run(
                "convert", "\(folder)/affine", "--to", "c-linear", "--plan", environment: ["FLAVOR_PATH": flavors])
            expectDone(
                plan,
                """
                c-affine → linear-text → c-linear
                1. c-affine exports linear-text: exact, 64 bytes
                2. c-linear saves from linear-text: known once the files are there

                """)
            let report = try convert("\(folder)/affine", to: "c-linear", "\(folder)/linear", flavors: flavors)
            #expect(report["path"] == ["c-affine", "linear-text", "c-linear"])
            #expect(report["fidelity"] == .null)
            #expect(report["proof"]?["verdict"] == "equal", "\(report.text())")
            #expect(report["proof"]?["largest_absolute_difference"] == 0.0)
            // The example came along, and what the new model says of itself is what was said of it.
            #expect(exists("\(folder)/linear/input_example.json"))
            let kept = try JSONValue(parsing: try Flavor.run("info", "\(folder)/linear", "--json").standardOutput)
            #expect(kept["metadata"]?["conversion"]?["path"] == report["path"])
            let answer = try Flavor.run(
                "predict", "\(folder)/linear", "-i", "\(folder)/rows.json", environment: ["FLAVOR_PATH": flavors])
            #expect(answer.output == "{\"predictions\": [-2.0, -0.9499999999999997, 99997.0]}\n", "\(answer.errors)")
        }
    }

    @Test("A flavor whose library is gone, or is of another header, is named before anything is done")
    func unusable() throws {
        try withLines { folder, flavors in
            let affine = "\(flavors)/c-affine"
            rename("\(affine)/libCAffine.so", "\(folder)/libCAffine.so")
            expectFailure(
                try Flavor.run(
                    "convert", "\(folder)/affine", "--to", "c-linear", "-o", "\(folder)/result",
                    environment: ["FLAVOR_PATH": flavors]),
                "flavor \"c-affine\": its library libCAffine.so is missing beside \(affine)/flavor.json: build it with swift "
                    + "build, or install it again")
            rename("\(folder)/libCAffine.so", "\(affine)/libCAffine.so")
            let manifest = "\(flavors)/c-linear/flavor.json"
            let parts = try text(of: manifest).split(separator: "\"header\": ", omittingEmptySubsequences: false)
            #expect(parts.count == 2)
            try writeFile(parts[0] + "\"header\": 9" + parts[1].drop { $0.isNumber }, to: manifest)
            expectFailure(
                try Flavor.run(
                    "convert", "\(folder)/affine", "--to", "c-linear", "-o", "\(folder)/result",
                    environment: ["FLAVOR_PATH": flavors]),
                naming: ["flavor \"c-linear\": it was made for header version 9, this host speaks "])
            #expect(!exists("\(folder)/result"))
        }
    }

    @Test("The way back is missing, and the edge is named")
    func missingEdge() throws {
        try withLines { folder, flavors in
            _ = try convert("\(folder)/affine", to: "c-linear", "\(folder)/linear", flavors: flavors)
            expectFailure(
                try Flavor.run(
                    "convert", "\(folder)/linear", "--to", "c-affine", "-o", "\(folder)/back",
                    environment: ["FLAVOR_PATH": flavors]),
                "\(folder)/linear: no way leads to c-affine, which saves from affine-text: c-linear exports nothing, and as it "
                    + "is the source is mlflow-model")
            expectFailure(
                try Flavor.run(
                    "convert", "\(folder)/affine", "--to", Self.transformers, "-o", "\(folder)/back",
                    environment: ["FLAVOR_PATH": flavors]),
                "\(folder)/affine: no way leads to transformers-pipeline, which saves from huggingface: c-affine exports "
                    + "linear-text, and as it is the source is mlflow-model")
        }
    }
}
