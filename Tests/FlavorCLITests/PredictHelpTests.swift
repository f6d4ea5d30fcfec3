import JSON
import TestSupport
import Testing

@Suite("flavor predict MODEL --help")
struct PredictHelpTests {
    private static let narrow = ["COLUMNS": "80"]

    private func help(_ words: String..., environment: [String: String] = narrow) throws -> String {
        let result = try Flavor.run(["predict"] + words, environment: environment)
        #expect(result.isSuccess && result.errors == "")
        return result.output
    }

    /// The command's own help.
    private func ownHelp() throws -> String { try help("--help") }

    @Test("Follows the command's own help with the model's columns, and parameters with types and defaults")
    func signed() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(
                to: folder,
                inputs: """
                    [{"type": "string", "name": "question", "required": true}, \
                    {"type": "array", "items": {"type": "long"}, "name": "ids", "required": false}]
                    """,
                params: """
                    [{"name": "limit", "default": 3, "shape": null, "type": "long"}, \
                    {"name": "stop", "default": ["a"], "shape": [-1], "type": "string"}]
                    """)
            let expected = """
                MODEL INPUTS:
                  question                string (required)
                  ids                     Array(long) (optional)

                MODEL PARAMETERS:
                  limit                   long (default: 3)
                  stop                    [string] (default: ["a"])

                """
            let output = try help(folder, "--help")
            #expect(output.hasPrefix(try ownHelp() + expected))
            #expect(output.contains("No installed flavor loads this model"))
        }
    }

    @Test("Adds what the flavor that loads the model declares; its own words go with the signature's default")
    func flavorParameters() throws {
        let model = "\(Fixtures.own)/mlflow/models/transformers_textgen_params/model"
        let output = try help(model, "-h")
        #expect(output.contains("\n  (no name)               string (required)\n"))
        #expect(output.contains("\n  max_new_tokens          long (default: 4): How many tokens to generate"))
        #expect(output.contains("\n  temperature             double: How freely to draw"))
        #expect(output.contains("\n  include_stop_str_in_output\n                          boolean (default: true): "))
        #expect(!output.contains("No installed flavor"))
        #expect(output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test("Tensors show type and shape")
    func tensors() throws {
        let output = try help("\(Fixtures.own)/mlflow/models/onnx_two_inputs/model", "--help")
        #expect(output.contains("\n  x                       Tensor('float32', (-1, 4))\n"))
        #expect(output.contains("\n  gate                    Tensor('float32', (-1, 2))\n"))
    }

    @Test("A folder that is used in place has the flavor's parameters")
    func bare() throws {
        let output = try help(ExampleModel.folder, "--help")
        #expect(output.contains("\nMODEL INPUTS:\n  The model has no signature"))
        #expect(output.contains("\n  seed                    long: "))
    }

    @Test("The model is found by position, by -m, between and behind other options")
    func places() throws {
        let model = "\(Fixtures.own)/mlflow/models/onnx_linear/model"
        let expected = try help(model, "--help")
        #expect(expected.contains("MODEL INPUTS"))
        #expect(try help("--help", model) == expected)
        #expect(try help("-h", "-m", model) == expected)
        #expect(try help("--model-uri", model, "-h") == expected)
        #expect(try help("--prompt", "x", model, "-h", "--threads", "2") == expected)
        #expect(try help("-i", "in.json", "-t", "csv", model, "--help") == expected)
    }

    @Test("A broken model is no failure of the help: one line says why")
    func broken() throws {
        let own = try ownHelp()
        try withTemporaryDirectory { folder in
            let wide = ["COLUMNS": "400"]
            let wideOwn = try help("--help", environment: wide)
            for words in [
                ["\(folder)/none"], [folder], ["\(folder)/broken"], [ExampleModel.folder, "--flavor", "nobody"],
            ] {
                try SignedModel.write(to: "\(folder)/broken", inputs: "[]")
                let result = try Flavor.run(["predict"] + words + ["--help"], environment: wide)
                #expect(result.isSuccess && result.errors == "")
                let rest = try #require(result.output.wholeMatch(of: /(?s)(.*information\.\n\n)(.+)/)?.output)
                #expect(rest.1 == wideOwn)
                #expect(rest.2.hasPrefix("What the model takes cannot be told: "))
                #expect(rest.2.split(separator: "\n").count == 1)
            }
        }
        #expect(!own.contains("MODEL"))
    }

    @Test("Bad usage beside --help gets the command's own help alone")
    func badUsage() throws {
        #expect(try help("a", "-m", "b", "--help") == (try ownHelp()))
        #expect(try help("a", "--nope", "--help") == (try ownHelp()))
    }

    @Test("No library is opened for it")
    func opensNothing() throws {
        try withTemporaryDirectory { folder in
            let installed = try InstalledFlavor(in: folder)
            try writeFile("no library at all", to: installed.library)
            let result = try Flavor.run(
                ["predict", ExampleModel.folder, "--help"], flavors: installed.flavors, environment: Self.narrow)
            #expect(result.isSuccess && result.output.contains("\n  seed                    long: "))
        }
    }

    @Test("What a model's file holds cannot drive the terminal")
    func controlCharacters() throws {
        try withTemporaryDirectory { folder in
            try SignedModel.write(
                to: folder, inputs: "[{\"type\": \"long\", \"name\": \"a\\u001b]0;b\\u0007\", \"required\": true}]",
                params: "[{\"name\": \"p\\u001b[2J\", \"default\": 1, \"shape\": null, \"type\": \"long\"}]")
            let output = try help(folder, "--help")
            #expect(output.contains("MODEL PARAMETERS"))
            #expect(!output.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
    }
}
