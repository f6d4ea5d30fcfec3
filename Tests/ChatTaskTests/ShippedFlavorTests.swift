import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

@Suite("A chat over the shipped flavors")
struct ShippedFlavorTests {
    /// The same model in the two flavors' formats, with float32 computation in both.
    enum Inner: String, CaseIterable, Sendable {
        case transformers = "transformers-pipeline"
        case onnx = "onnx-custom-wrapper"

        func saved(_ models: ChatModels) throws -> String {
            let folder = "\(Fixtures.own)/models"
            let source =
                switch self {
                case .transformers: "\(folder)/tiny-phi3-capitals"
                case .onnx: "\(folder)/onnx/tiny-phi3-capitals-fp32-cpu"
                }
            if self == .onnx { try OnnxRuntimeLibraries.fetch() }
            let saved = "\(models.folder)/\(rawValue)"
            try models.host.save(SaveRequest(source: source, destination: saved), flavor: rawValue)
            return saved
        }
    }

    private static let spain = body("What is the capital of Spain?")

    @Test("Names Madrid, with a usage whose total is the sum", arguments: Inner.allCases)
    func spain(inner: Inner) throws {
        try ChatModels.with { (models) throws in
            let model = try models.host.load(models.chat(over: inner.saved(models)))
            let response = try model.answer(Self.spain)
            let reply = try #require(response.arrayValue?.first)
            let message = reply["choices"]?.arrayValue?.first?["message"]
            #expect(message == ["role": "assistant", "content": "The capital of Spain is Madrid. Spain is in Europe."])
            #expect(reply["usage"] == ["prompt_tokens": 10, "completion_tokens": 13, "total_tokens": 23])
            let texts = try model.pieces(Self.spain).compactMap {
                $0.value["choices"]?.listValue?.first?["delta"]?["content"]?.stringValue
            }
            #expect(texts.count > 3 && texts.joined() == message?["content"]?.stringValue)
        }
    }

    @Test("Log probabilities come token by token, streamed as at once", arguments: Inner.allCases)
    func logprobs(inner: Inner) throws {
        try ChatModels.with { (models) throws in
            let model = try models.host.load(models.chat(over: inner.saved(models)))
            let request = body("What is the capital of Spain?", "\"logprobs\": true, \"top_logprobs\": 2")
            let whole = try #require(
                model.answer(request).arrayValue?.first?["choices"]?.arrayValue?.first?["logprobs"]?["content"]?
                    .arrayValue)
            #expect(whole.count == 13)
            #expect(whole.compactMap { $0["token"]?.stringValue }.prefix(3) == [" The", " capital", " of"])
            #expect(whole.allSatisfy { $0["top_logprobs"]?.arrayValue?.count == 2 })
            #expect(whole[0]["bytes"] == [32, 84, 104, 101])
            let streamed = try model.pieces(request).flatMap {
                $0.value["choices"]?.listValue?.first?["logprobs"]?["content"]?.listValue ?? []
            }
            #expect(streamed.map(\.json) == whole)
        }
    }

    @Test("A temperature draws, a seed repeats, and answers to one request differ", arguments: Inner.allCases)
    func sampling(inner: Inner) throws {
        try ChatModels.with { (models) throws in
            let model = try models.host.load(models.chat(over: inner.saved(models)))
            func texts(_ further: String) throws -> [String] {
                let request = body("Tell me something", "\"max_tokens\": 24, \(further)")
                return try model.answer(request).arrayValue?.first?["choices"]?.arrayValue?.compactMap {
                    $0["message"]?["content"]?.stringValue
                } ?? []
            }
            let drawn = try texts("\"temperature\": 2, \"seed\": 5, \"n\": 4")
            #expect(Set(drawn).count > 1)
            #expect(try texts("\"temperature\": 2, \"seed\": 5, \"n\": 4") == drawn)
            // The second answer is that of the next seed.
            #expect(try texts("\"temperature\": 2, \"seed\": 6") == [drawn[1]])
            let greedy = try texts("\"seed\": 1")
            #expect(try texts("\"temperature\": 0, \"top_p\": 0.1, \"seed\": 2") == greedy)
        }
    }

    @Test("Stop strings end the answer and are no part of it", arguments: Inner.allCases)
    func stop(inner: Inner) throws {
        try ChatModels.with { (models) throws in
            let model = try models.host.load(models.chat(over: inner.saved(models)))
            let request = body("What is the capital of Spain?", "\"stop\": [\" Madrid\", \"never\"]")
            let choice = try model.answer(request).arrayValue?.first?["choices"]?.arrayValue?.first
            #expect(choice?["message"]?["content"] == "The capital of Spain is")
            #expect(choice?["finish_reason"] == "stop")
        }
    }

    @Test("An answer is kept to a JSON schema where the model that answers can, and refused where it cannot")
    func schema() throws {
        let format = """
            "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object", \
            "properties": {"a": {"enum": ["b"]}}, "required": ["a"], "additionalProperties": false}}}, "max_tokens": 60
            """
        try ChatModels.with { (models) throws in
            let onnx = try models.host.load(models.chat(over: Inner.onnx.saved(models)))
            let choice = try onnx.answer(body("Say it", format)).arrayValue?.first?["choices"]?.arrayValue?.first
            let text = try #require(choice?["message"]?["content"]?.stringValue)
            if choice?["finish_reason"] == "stop" { #expect(try JSONValue(parsing: text) == ["a": "b"]) }
            #expect(text.hasPrefix("{"))
            let native = try models.host.load(models.chat(over: Inner.transformers.saved(models)))
            #expect(
                native.refusal(of: body("Say it", format))?.sentence
                    == "response_format: the model that answers has no parameter json_schema (its flavor is "
                    + "transformers-pipeline): drop it")
        }
    }

    @Test("A model that MLflow saved with do_sample: false is greedy at any temperature, as there; ours draws")
    func temperature() throws {
        let folder = "\(Fixtures.own)/mlflow/models/transformers_chat/model"
        try ChatModels.with { (models) throws in
            func contents(_ model: Model) throws -> Set<String> {
                let request = body("hello world", "\"temperature\": 2, \"n\": 4, \"seed\": 1")
                return Set(
                    try model.answer(request).arrayValue?.first?["choices"]?.arrayValue?.compactMap {
                        $0["message"]?["content"]?.stringValue
                    } ?? [])
            }
            #expect(try contents(models.host.load(folder)) == ["cafVx fC\\;p"])
            #expect(try contents(models.host.load(models.chat(over: folder))).count > 1)
        }
    }

    @Test("What MLflow's signature has no column for comes as a parameter, or is refused with what to do")
    func parameters() throws {
        let folder = "\(Fixtures.own)/mlflow/models/transformers_chat/model"
        try ChatModels.with { (models) throws in
            let model = try models.host.load(folder)
            let reply = try model.answer(body("hello world", "\"max_completion_tokens\": 2, \"seed\": 5"))
            #expect(reply.arrayValue?.first?["usage"]?["completion_tokens"] == 2)
            #expect(
                model.refusal(of: body("hello world", "\"logprobs\": true"))?.sentence
                    == "logprobs: MLflow's signature has no place for them: save the model with flavor save --flavor chat-task"
            )
        }
    }
}
