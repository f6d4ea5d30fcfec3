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

    /// A small encoder, of which a plain graph is built.
    static var encoder: String { "\(Fixtures.own)/models/random/bert-classification" }

    /// Why a plain graph becomes no model of another shipped flavor.
    static let plainGraphs = [
        (
            transformers,
            "a plain graph is exported as onnx only: nothing tells what its tensors are called in huggingface"
        ),
        (
            chat,
            "the model that answers does not say that it generates text (its flavor is onnx-custom-wrapper): a chat wraps "
                + "one that does"
        ),
    ]

    @Test("A plain graph becomes no other flavor's model, and one sentence says why", arguments: plainGraphs)
    func plainGraph(target: String, reason: String) throws {
        try withTemporaryDirectory { folder in
            _ = try convert(Self.encoder, to: Self.onnx, "\(folder)/graph")
            for words in [["--plan"], ["-o", "\(folder)/result"]] {
                expectFailure(try Flavor.run(["convert", "\(folder)/graph", "--to", target] + words), reason)
            }
            #expect(entries(of: folder) == ["graph"])
        }
    }

    @Test("README.md lists every ordered pair of the shipped flavors, with its way or why there is none")
    func readme() throws {
        let lines = try text(of: "\(Fixtures.repository)/README.md").split(separator: "\n")
        let rows =
            Self.pairs.map { "| \($0.source) | \($0.target) | \($0.path.joined(separator: " → ")) |" }
            + Self.plainGraphs.map { "| \(Self.onnx), a plain graph | \($0) | no: \($1) |" }
        for row in rows { #expect(lines.contains { $0 == row }, "\(row)") }
        let shipped = entries(of: Flavor.flavors)
        #expect(shipped.contains(Self.chat))
        for source in shipped {
            for target in shipped where source != target {
                #expect(Self.pairs.contains { $0.source == source && $0.target == target }, "\(source) to \(target)")
            }
        }
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
            let report = try convert(
                ExampleModel.folder, to: Self.chat, "\(folder)/result", "--samples", try samples(in: folder))
            #expect(
                report["path"]
                    == ["huggingface", .string(Self.transformers), "mlflow-model", .string(Self.chat)])
            // What is compared is the model behind the face, which takes the same prompts.
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
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
        }
    }

    @Test("A source without a tokenizer is refused before anything is built of it")
    func missingTokenizer() throws {
        try withTemporaryDirectory { folder in
            let source = "\(folder)/source"
            try ExampleModel.copy(to: source)
            unlink("\(source)/tokenizer.json")
            for words in [["--plan"], ["-o", "\(folder)/result"]] {
                expectFailure(
                    try Flavor.run(["convert", source, "--to", Self.onnx] + words),
                    "\(source): has no tokenizer.json, and without it the model takes no text: add it")
            }
            #expect(entries(of: folder) == ["source"])
        }
    }

    @Test("A precision for a graph that is there leads through the format in which weights can be made anew")
    func precisionOfGraph() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.onnx, in: folder)
            let report = try convert(
                source, to: Self.onnx, "\(folder)/result", "--option", "precision=fp16", "--samples",
                try samples(in: folder))
            #expect(report["path"] == [.string(Self.onnx), "huggingface", .string(Self.onnx)])
            #expect(report["fidelity"] == "numeric")
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
            // Without it, the graph is taken as it is.
            let same = try convert(source, to: Self.onnx, "\(folder)/same")
            #expect(same["path"] == [.string(Self.onnx), "onnx-genai", .string(Self.onnx)])
            expectFailure(
                try Flavor.run(
                    "save", "--flavor", Self.onnx, "--from", "\(source)/artifacts/saved", "-o", "\(folder)/other",
                    "--option", "precision=int4"),
                "option \"precision\": chooses what the weights of a Hugging Face model become, and those of a graph stay as "
                    + "they are: leave it out")
        }
    }

    @Test(
        "A graph is built without ONNX Runtime, which only runs it; what cannot be loaded is no result where that is asked"
    )
    func withoutRuntime() throws {
        try withTemporaryDirectory { folder in
            let words = ["convert", ExampleModel.folder, "--to", Self.onnx, "-o", "\(folder)/result"]
            let environment = ["FLAVOR_ONNXRUNTIME": folder]
            expectFailure(
                try Flavor.run(words, environment: environment),
                naming: ["$FLAVOR_ONNXRUNTIME: expected a folder with libonnxruntime"])
            #expect(entries(of: folder) == [])
            let built = try Flavor.run(words + ["--verify", "none"], environment: environment)
            #expect(built.isSuccess, "\(built.errors)")
            let answer = try Flavor.run("predict", "\(folder)/result", "--prompt", ExampleModel.spain)
            #expect(answer.output == ExampleModel.spainAnswer + "\n", "\(answer.errors)")
        }
    }

    @Test("Samples that are none are refused before anything is done")
    func badSamples() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let path = "\(folder)/samples.json"
            for (text, wrong) in [
                ("{\"prompt\": ", "line 1, column 12: expected a value, found the end of the text"),
                ("", "line 1, column 1: expected a value, found the end of the text"),
                ("{\"prompt\": 3}", "input: expected string, found integer"),
                ("[]", "input: expected 1 column, found 0"),
            ] {
                try writeFile(text, to: path)
                expectFailure(
                    try Flavor.run(
                        "convert", source, "--to", Self.onnx, "-o", "\(folder)/result", "--samples", path),
                    "\(path): \(wrong)")
                #expect(entries(of: folder) == ["samples.json", "saved"])
            }
            unlink(path)
            expectFailure(
                try Flavor.run("convert", source, "--to", Self.onnx, "-o", "\(folder)/result", "--samples", path),
                "cannot open \(path): no such file or directory")
        }
    }

    @Test("Neither of source and destination may be inside the other; the source itself may be replaced")
    func places() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let files = tree(source)
            for destination in ["\(source)/result", "\(source)/a/../b/result", "\(source)/model"] {
                for flavor in [Self.onnx, Self.chat] {
                    expectFailure(
                        try Flavor.run("convert", source, "--to", flavor, "-o", destination, "--overwrite"),
                        "\(destination) is inside \(source), which it is to be made from; choose another destination")
                }
            }
            expectFailure(
                try Flavor.run("save", "--flavor", Self.chat, "--from", source, "-o", "\(source)/result"),
                "\(source)/result is inside \(source), which it is to be made from; choose another destination")
            #expect(tree(source) == files)

            let outer = "\(folder)/outer"
            try makeFolder(outer)
            try writeFile("flavors: {}\n", to: "\(outer)/MLmodel")
            rename(source, "\(outer)/saved")
            expectFailure(
                try Flavor.run("convert", "\(outer)/saved", "--to", Self.onnx, "-o", outer, "--overwrite"),
                "\(outer) holds \(outer)/saved, from which a model is to be made in its place; choose another destination"
            )
            #expect(tree("\(outer)/saved") == files)
            expectFailure(
                try Flavor.run("convert", "\(outer)/saved", "--to", Self.onnx, "-o", "\(outer)/saved"),
                naming: ["exists and is not empty", "--overwrite"])
            let report = try convert("\(outer)/saved", to: Self.onnx, "\(outer)/saved", "--overwrite")
            #expect(report["source"]?["name"] == "saved")
            #expect(entries(of: outer) == ["MLmodel", "saved"])
            #expect(exists("\(outer)/saved/artifacts/saved/model.onnx"))
        }
    }

    @Test("A model of a stranger's that leads out of its folder is not followed")
    func hostileLinks() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            try writeFile("secret", to: "\(folder)/secret")
            #expect(symlink("../../../secret", "\(source)/components/tokenizer/chat_template.json") == 0)
            for flavor in [Self.onnx, Self.chat, Self.transformers] {
                expectFailure(
                    try Flavor.run("convert", source, "--to", flavor, "-o", "\(folder)/result"),
                    naming: ["chat_template.json is a link that leads out of the model folder"])
                expectFailure(
                    try Flavor.run("convert", source, "--to", flavor, "--plan"),
                    naming: ["chat_template.json is a link that leads out of the model folder"])
            }
            #expect(entries(of: folder) == ["saved", "secret"])
        }
    }

    @Test("What is wrong with a saved model's file is said of that file, not of a link to it that was made on the way")
    func damagedSource() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let weights = "\(source)/model/model.safetensors"
            try writeFile(Array(try readFile(weights).dropLast(1000)), to: weights)
            for words in [["--plan"], ["-o", "\(folder)/result"]] {
                expectFailure(
                    try Flavor.run(["convert", source, "--to", Self.onnx] + words), naming: ["error: \(weights): "])
                // Without a place for links the same is found once they are made.
                let result = try Flavor.run(
                    ["convert", source, "--to", Self.onnx] + words, environment: ["TMPDIR": "\(folder)/absent"])
                if words.count == 1 {
                    #expect(
                        result.output.contains("2. \(Self.onnx) saves from huggingface: known once the files are there")
                    )
                } else {
                    expectFailure(result, naming: ["error: \(weights): "])
                }
            }
            #expect(entries(of: folder) == ["saved"])
        }
    }

    @Test("Names with spaces, quotes, line breaks, marks and in other letters are kept")
    func oddNames() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.transformers, in: folder)
            let name = "ein \"Modell\"\nmit #'\u{1B}[31m und größer als -x"
            rename(source, "\(folder)/\(name)")
            let report = try convert(
                "\(folder)/\(name)", to: Self.onnx, "\(folder)/-\(name)", "--samples", try samples(in: folder))
            #expect(report["source"]?["name"] == .string(name))
            #expect(report["proof"]?["verdict"] == "agrees")
            let back = try convert(
                "\(folder)/-\(name)", to: Self.transformers, "\(folder)/back", "--samples", try samples(in: folder))
            #expect(back["proof"]?["verdict"] == "agrees")
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

    @Test("A graph's example runs through both sides, though its flavor has models that generate text too")
    func graphExample() throws {
        try withTemporaryDirectory { folder in
            let source = "\(Fixtures.own)/mlflow/models/onnx_linear/model"
            let report = try convert(source, to: Self.onnx, "\(folder)/result")
            #expect(report["path"] == [.string(Self.onnx), "onnx", .string(Self.onnx)])
            #expect(report["proof"]?["verdict"] == "equal", "\(report.text())")
            #expect(report["proof"]?["largest_absolute_difference"] == 0.0)
        }
    }

    @Test(
        "A chat is compared by what is behind it, asked for the same as in the conversation",
        arguments: [transformers, onnx, chat])
    func conversation(target: String) throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.chat, in: folder)
            let prompt = try convert(source, to: target, "\(folder)/result", "--samples", try samples(in: folder))
            let conversation = "\(folder)/conversation.json"
            try writeFile(Self.conversation("What is the capital of Spain?"), to: conversation)
            let report = try convert(source, to: target, "\(folder)/other", "--samples", conversation)
            // The conversation is the prompt of the other samples, written by the template.
            #expect(report["proof"] == prompt["proof"], "\(report.text())")
            #expect(report["proof"]?["verdict"] == "agrees")
            #expect(report["proof"]?["tokens"]?.integerValue ?? 0 > 4)
        }
    }

    @Test("Samples that neither a chat nor what is behind it takes are refused with the chat's reason")
    func noConversation() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.chat, in: folder)
            let path = "\(folder)/samples.json"
            try writeFile("{\"messages\": [{\"content\": \"Hi\"}]}", to: path)
            expectFailure(
                try Flavor.run("convert", source, "--to", Self.onnx, "-o", "\(folder)/result", "--samples", path),
                "\(path): messages[0]: expected the property \"role\", found none")
            #expect(!entries(of: folder).contains("result"))
            // What only the flavor refuses.
            try writeFile("{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"n\": -1}", to: path)
            expectFailure(
                try Flavor.run("convert", source, "--to", Self.onnx, "-o", "\(folder)/result", "--samples", path),
                "\(path): n: expected an integer from 1 to 128, found -1")
            #expect(!entries(of: folder).contains("result"))
        }
    }

    @Test("A chat that stays one keeps its example")
    func chatExample() throws {
        try withTemporaryDirectory { folder in
            let source = "\(Fixtures.own)/mlflow/models/transformers_chat/model"
            let report = try convert(source, to: Self.chat, "\(folder)/result")
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
            let names = ["input_example.json", "serving_input_example.json"]
            for name in names {
                #expect(
                    try JSONValue(parsing: readFile("\(folder)/result/\(name)"))
                        == JSONValue(parsing: readFile("\(source)/\(name)")))
            }
            let answers = try [source, "\(folder)/result"].map { model in
                let answer = try Flavor.run("predict", model, "-i", "\(model)/serving_input_example.json")
                return try JSONValue(parsing: answer.output).arrayValue?.first?["choices"] ?? .null
            }
            #expect(answers[0] == answers[1] && answers[0] != .null)
        }
    }

    @Test("Each of several conversations is compared")
    func conversations() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.chat, in: folder)
            let path = "\(folder)/samples.json"
            var tokens: [Int64] = []
            let texts = ["What is the capital of Spain?", "What is the capital of France?"]
            for chosen in [[texts[0]], [texts[1]], texts, texts + texts] {
                let rows = chosen.map { JSONValue.array([["role": "user", "content": .string($0)]]) }
                let body: JSONValue = [
                    "dataframe_split": ["columns": ["messages"], "data": .array(rows.map { .array([$0]) })]
                ]
                try writeFile(body.text(), to: path)
                let report = try convert(source, to: Self.onnx, "\(folder)/\(tokens.count)", "--samples", path)
                #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
                tokens.append(report["proof"]?["tokens"]?.integerValue ?? 0)
            }
            #expect(tokens[2] == tokens[0] + tokens[1] && tokens[0] > 0 && tokens[1] > 0)
            // The same twice says no more.
            #expect(tokens[3] == tokens[2])
        }
    }

    @Test("A chat that becomes one with another template differs, also where that refuses the conversation")
    func otherTemplate() throws {
        try withTemporaryDirectory { folder in
            let source = try makeSource(Self.chat, in: folder)
            let (template, samples) = ("\(folder)/template.jinja", "\(folder)/conversation.json")
            try writeFile(Self.conversation("What is the capital of Spain?"), to: samples)
            for text in ["{{ messages[0].content }}", "{{ raise_exception('never') }}"] {
                try writeFile(text, to: template)
                let report = try convert(
                    source, to: Self.chat, "\(folder)/result", "--option", "chat_template=\(template)", "--samples",
                    samples,
                    "--overwrite")
                #expect(report["proof"]?["verdict"] == "differs", "\(report.text())")
            }
        }
    }

    @Test("A completion is compared for each prompt of a list, which is for the model behind it")
    func completionPrompts() throws {
        try withTemporaryDirectory { folder in
            let saved = try Flavor.run(
                "save", "--flavor", Self.chat, "--from", try makeSource(Self.onnx, in: folder), "-o",
                "\(folder)/completions",
                "--task", "llm/v1/completions")
            #expect(saved.isSuccess, "\(saved.errors)")
            let path = "\(folder)/samples.json"
            try writeFile(JSONValue.object(["prompt": [.string(ExampleModel.spain)]]).text(), to: path)
            let report = try convert(
                "\(folder)/completions", to: Self.transformers, "\(folder)/result", "--samples", path)
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
        }
    }

    @Test(
        "Models that MLflow saved convert with their own examples",
        arguments: ["textgen", "textgen_params", "completions", "chat"])
    func fromMLflow(name: String) throws {
        try withTemporaryDirectory { folder in
            let source = "\(Fixtures.own)/mlflow/models/transformers_\(name)/model"
            let report = try convert(source, to: Self.onnx, "\(folder)/result")
            #expect(report["path"] == [.string(Self.transformers), "huggingface", .string(Self.onnx)])
            #expect(report["fidelity"] == "exact")
            #expect(report["proof"]?["verdict"] == "agrees", "\(report.text())")
            #expect(report["proof"]?["tokens"]?.integerValue ?? 0 > 4)
            // The new model takes its example, unless that is a conversation.
            if name == "chat" { return }
            let example = "\(folder)/result/serving_input_example.json"
            #expect(try Flavor.run("predict", "\(folder)/result", "-i", example).isSuccess)
            guard name == "textgen_params" else { return }
            // It has its parameters with their defaults; what else was set is named, and with that set both answer the same.
            #expect(
                report["loses"] == [
                    "what the MLmodel sets is to be set again with --option: max_new_tokens, prompt_template"
                ])
            _ = try convert(
                source, to: Self.onnx, "\(folder)/set", "--option", "max_new_tokens=8",
                "--option", "prompt_template=Q: {prompt} A:")
            let models = [source, "\(folder)/set"]
            let request = "{\"inputs\": [\"the quick brown\"]}"
            let answers = try models.map { try Flavor.run("predict", $0, input: request).output }
            #expect(answers[0] == answers[1] && !answers[0].isEmpty)
            let signatures = try models.map { try Flavor.run("signature", "show", $0).output }
            #expect(signatures[0] == signatures[1])
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
            let source = Self.encoder
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

    private static func conversation(_ text: String) -> String {
        let message: JSONValue = ["role": "user", "content": .string(text)]
        return JSONValue.object(["messages": [message]]).text()
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
