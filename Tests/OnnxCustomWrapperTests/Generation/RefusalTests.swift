import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("Models of the generate() API that are not run")
struct RefusalTests {
    /// Runs a body with the example under another value in its genai_config.json; nil removes the member.
    private func withExample<Result>(
        _ path: String..., set value: JSONValue?, _ body: (String) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { root in
            for file in entries(of: ExampleModel.int4) {
                try writeFile(readFile("\(ExampleModel.int4)/\(file)"), to: "\(root)/\(file)")
            }
            let file = "\(root)/genai_config.json"
            let json = try JSONValue(parsing: readFile(file))
            try writeFile(Self.setting(path[...], of: json, to: value).text(), to: file)
            return try body(root)
        }
    }

    private static func setting(_ path: ArraySlice<String>, of json: JSONValue, to value: JSONValue?) -> JSONValue {
        guard let name = path.first, var members = json.objectValue else { return value ?? .null }
        let rest = path.dropFirst()
        members[name] = rest.isEmpty ? value : setting(rest, of: members[name] ?? .null, to: value)
        return .object(members)
    }

    @Test(
        "A type that is not one of text models is named, in place and in a save",
        arguments: [
            ("phi3v", "\"phi3v\": only models of text are run"),
            ("whisper", "\"whisper\": only models of text are run"),
            ("nonsense", "\"nonsense\": only models of text are run"), (nil, "nothing"), (5, "integer"),
        ] as [(JSONValue?, String)])
    func types(type: JSONValue?, found: String) throws {
        try withExample("model", "type", set: type) { root in
            let sentence =
                "\(root)/genai_config.json: model.type: expected the type of a text model that the generate() library "
                + "runs, such as llama or phi3, found \(found)"
            #expect(OnnxHost.refusal { _ = try OnnxHost.load(root) } == sentence)
            #expect(OnnxHost.refusal { try OnnxHost.save(root, to: "\(root)/saved") } == sentence)
            #expect(!entries(of: root).contains("saved"))
        }
    }

    @Test("A search with beams is refused before an answer is asked for, unless an option sets it back")
    func beams() throws {
        try withExample("search", "num_beams", set: 4) { root in
            let sentence = "genai_config.json: num_beams is not supported: set it to 1"
            #expect(OnnxHost.refusal { _ = try OnnxHost.load(root) } == sentence)
            #expect(OnnxHost.refusal { try OnnxHost.save(root, to: "\(root)/saved") } == sentence)
            try OnnxHost.save(root, to: "\(root)/saved", options: ["num_beams": 1])
            let model = try OnnxHost.load("\(root)/saved")
            #expect(try model.predict(["prompt": .string(ExampleModel.spain)]).value == .string(ExampleModel.madrid))
        }
    }

    @Test("What the library finds wrong at the first step begins with the model's folder")
    func firstStep() throws {
        try withExample("model", "decoder", "inputs", "input_ids", set: "other") { root in
            let model = try OnnxHost.load(root)
            let found = OnnxHost.refusal { _ = try model.predict(["prompt": "a"]) }
            #expect(found == "\(root): cannot be run: Model input was not found: other")
        }
        try withExample("model", "decoder", "head_size", set: 16) { root in
            let model = try OnnxHost.load(root)
            let found = OnnxHost.refusal { _ = try model.predict(["prompt": "a"]) }
            #expect(found?.hasPrefix("\(root): cannot be run: ") == true, "\(found ?? "answered")")
        }
    }

    @Test("A provider that the library was not built with is named, be it an option's or the file's")
    func providers() throws {
        func sentence(_ root: String, _ name: String) -> String {
            "\(root): cannot be loaded with the provider \(name), which the generate() library was not built with: name a "
                + "folder of libraries built with it in $FLAVOR_ONNXRUNTIME, or leave the provider out with --option "
                + "providers=CPUExecutionProvider"
        }
        let path = ["model", "decoder", "session_options", "provider_options"]
        for name in ["CUDAExecutionProvider", "QNNExecutionProvider", "NoSuchProvider"] {
            let found = OnnxHost.refusal {
                _ = try OnnxHost.load(ExampleModel.int4, options: ["providers": [.string(name)]])
            }
            #expect(found == sentence(ExampleModel.int4, name))
        }
        try withExample(path[0], path[1], path[2], path[3], set: [["cuda": ["enable_cuda_graph": "0"]]]) { root in
            #expect(OnnxHost.refusal { _ = try OnnxHost.load(root) } == sentence(root, "cuda"))
            let model = try OnnxHost.load(root, options: ["providers": ["CPUExecutionProvider"]])
            #expect(try model.predict(["prompt": .string(ExampleModel.spain)]).value == .string(ExampleModel.madrid))
        }
    }

    @Test(
        "Options of text generation are refused for a plain graph, saved, in place and loaded",
        arguments: [("max_new_tokens", 3), ("prompt_template", "{a}"), ("stop_strings", ["a"])] as [(String, Value)])
    func graphOptions(name: String, value: Value) throws {
        try withGraph(.identity(GraphFile.Element.float32, [1])) { folder in
            let options = ValueMap([(name, value)])
            let sentence =
                "option \"\(name)\": is for models that generate text, which have a genai_config.json, found a plain "
                + "graph: leave it out"
            #expect(
                OnnxHost.refusal { try OnnxHost.save(folder, to: "\(folder)/saved", options: options) } == sentence)
            #expect(OnnxHost.refusal { _ = try OnnxHost.load(folder, options: options) } == sentence)
            try OnnxHost.save(folder, to: "\(folder)/saved")
            #expect(OnnxHost.refusal { _ = try OnnxHost.load("\(folder)/saved", options: options) } == sentence)
        }
    }

    @Test("A prompt without a token is refused where the model names none to begin with")
    func emptyPrompt() throws {
        try withExample("model", "bos_token_id", set: nil) { root in
            let model = try OnnxHost.load(root)
            for input: Value in [["prompt": ""], ["prompt_token_ids": .list([])]] {
                #expect(
                    OnnxHost.refusal { _ = try model.predict(input) }
                        == "the prompt has no tokens and the model no bos_token_id to begin with: write a prompt")
            }
        }
    }
}
