import Glibc
import TestSupport
import Testing

@Suite("A hostile model folder")
struct HostileMLmodelTests {
    /// Each alias stands for nine of the one before.
    private static let aliasBomb: String = {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let items = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        return text
    }()

    static let models: [DamagedModel] = [
        .replacing("MLmodel", with: "", ["expected a map", "found an empty file"], as: "empty"),
        .replacing("MLmodel", with: "# nothing\n\n", ["expected a map", "found an empty file"], as: "a comment alone"),
        .replacing("MLmodel", with: "{[}: x", ["line 1", "not YAML"], as: "not YAML"),
        .replacing("MLmodel", with: "- a\n- b\n", ["expected a map", "found array"], as: "a list"),
        .replacing("MLmodel", with: "hello", ["expected a map", "found string"], as: "a word"),
        .replacing(
            "MLmodel", with: "flavors: [a]\n", ["flavors must be a map", "found array"], as: "flavors as a list"),
        DamagedModel("100 MB", ["MLmodel", "at most 16777216 bytes", "found 100000000"]) {
            truncate("\($0)/MLmodel", 100_000_000)
        },
        appending(aliasBomb, ["more than 1000000 values, aliases written out"], as: "aliases that explode"),
        appending("x: &x [*x]\n", ["alias '*x' stands inside its own value"], as: "an alias in itself"),
        appending("x: \(String(repeating: "[", count: 100_000))", ["128 deep"], as: "deep lists"),
        appending(
            "x:\n" + (1..<3000).map { "\(String(repeating: " ", count: $0))- \n" }.joined(),
            ["nest more than 128 deep"],
            as: "deep blocks"),
        appending(
            "x: !!python/object/apply:os.system [\"true\"]\n",
            ["the tag '!!python/object/apply:os.system' is not read here", "expected plain values"],
            as: "a Python object"),
        appending(
            "x: \(String(repeating: "9", count: 100_000))\n", ["4300 digits", "found 100000"], as: "a huge integer"),
        appending("\tx: 1\n", ["found a tab"], as: "a tab"),
        entry(
            "model_binary: ../../../etc",
            ["transformers.model_binary", "expected a path inside the model folder", "leads out of it"]),
        entry(
            "model_binary: /etc",
            ["transformers.model_binary", "expected a path inside the model folder", "leads out of it"]),
        entry(
            "model_binary: model/../..",
            ["transformers.model_binary", "expected a path inside the model folder", "leads out of it"]),
        entry("model_binary: [1]", ["transformers.model_binary", "expected a string", "found list"]),
        entry("model_binary: nowhere", ["transformers.model_binary", "expected the folder nowhere", "found none"]),
        replacing(
            "do_sample: false", "do_sample: 7",
            ["python_function.config.do_sample", "expected true or false", "found integer"]),
        replacing("inputs: '[", "inputs: '{[", ["signature: inputs", "JSON", "expected", "found"]),
        replacing(
            "\"type\": \"string\"", "\"type\": \"text\"",
            ["signature", "inputs[0].type", "expected one of boolean", "found \"text\""]),
        DamagedModel("a folder for MLmodel", ["MLmodel is not a file"]) {
            remove("\($0)/MLmodel")
            mkdir("\($0)/MLmodel", 0o755)
        },
        DamagedModel("a pipe for MLmodel", ["MLmodel is not a file"]) {
            remove("\($0)/MLmodel")
            mkfifo("\($0)/MLmodel", 0o644)
        },
        DamagedModel("no weights", ["model_binary", "expected the folder model", "found none"]) {
            removeTree("\($0)/model")
        },
        DamagedModel("no tokenizer", ["components/tokenizer: has no tokenizer.json"]) {
            removeTree("\($0)/components")
        },
    ]

    @Test("Is told in one sentence that names the file", arguments: models)
    func damaged(model: DamagedModel) throws {
        try withTemporaryDirectory { folder in
            try ExampleModel.save(to: "\(folder)/model")
            try model.damage("\(folder)/model")
            expectFailure(
                try Flavor.run("predict", "\(folder)/model", "--prompt", "Hello"), naming: model.expected)
        }
    }

    private static func appending(_ text: String, _ expected: [String], as description: String) -> DamagedModel {
        DamagedModel(description, ["MLmodel"] + expected) { folder in
            try writeFile(try FlavorCLITests.text(of: "\(folder)/MLmodel") + text, to: "\(folder)/MLmodel")
        }
    }

    /// One line of the MLmodel that begins as another does.
    private static func entry(_ line: String, _ expected: [String]) -> DamagedModel {
        let key = line.prefix { $0 != " " }
        return DamagedModel(line, ["MLmodel"] + expected) { folder in
            let lines = try FlavorCLITests.text(of: "\(folder)/MLmodel").split(separator: "\n").map { old in
                old.contains("    \(key) ") ? "    \(line)" : String(old)
            }
            try writeFile(lines.joined(separator: "\n") + "\n", to: "\(folder)/MLmodel")
        }
    }

    private static func replacing(_ old: String, _ new: String, _ expected: [String]) -> DamagedModel {
        DamagedModel(new, ["MLmodel"] + expected) { folder in
            let text = try FlavorCLITests.text(of: "\(folder)/MLmodel")
            guard text.contains(old) else { throw TestSupportError("the MLmodel has no \(old)") }
            try writeFile(text.replacing(old, with: new), to: "\(folder)/MLmodel")
        }
    }
}
