import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

/// A request to a model that MLflow saved for one of the tasks, and what MLflow answered.
struct ChatGolden: Sendable, CustomTestStringConvertible {
    let folder: String
    let name: String
    let body: JSONValue
    /// MLflow's answers; nil where it refuses the request.
    let replies: [JSONValue]?

    var testDescription: String { "\(folder.split(separator: "/").dropLast().last ?? "")/\(name)" }

    static let all: [ChatGolden] = {
        let models = "\(Fixtures.root)/mlflow/models"
        return entries(of: models).flatMap { model -> [ChatGolden] in
            guard let bytes = try? readFile("\(models)/\(model)/expected.json"),
                let expected = try? JSONValue(parsing: bytes),
                ["llm/v1/chat", "llm/v1/completions"].contains(expected["task"]?.stringValue)
            else { return [] }
            let folder = "\(models)/\(model)/model"
            let cases = (expected["cases"]?.arrayValue ?? []).map { item in
                ChatGolden(
                    folder: folder, name: item["id"]?.stringValue ?? "", body: item["input"] ?? .null,
                    replies: item["prediction"]?.arrayValue)
            }
            let served = (expected["serving"]?.arrayValue ?? []).enumerated().map { index, item in
                let reply = item["json"]
                return ChatGolden(
                    folder: folder, name: "served \(index)", body: item["body"] ?? .null,
                    replies: item["status"] == 200 ? (reply?["predictions"] ?? reply)?.arrayValue : nil)
            }
            return cases + served
        }
    }()
}

@Suite("Models that MLflow saved for chat and completions")
struct GoldenTests {
    @Test("The goldens are there")
    func some() { #expect(ChatGolden.all.count > 15 || Fixtures.isRedirected) }

    @Test("Get MLflow's answers: content, reason and usage", arguments: ChatGolden.all)
    func golden(golden: ChatGolden) throws {
        try ChatModels.with { (models) throws in
            let model = try models.host.load(golden.folder)
            #expect(model.plugin.descriptor.id == "chat-task")
            let body = golden.body.text()
            guard let theirs = golden.replies else {
                #expect(model.refusal(of: body) != nil || Self.isTakenHere(golden.body), "\(body)")
                return
            }
            let reply = try model.answer(body)
            let ours = try #require((reply["predictions"] ?? reply).arrayValue)
            #expect(ours.count == theirs.count)
            for (ours, theirs) in zip(ours, theirs) { expectSame(ours, theirs) }
            let pieces = try model.pieces(body)
            for (row, theirs) in theirs.enumerated() { expectPieces(pieces, row: row, of: theirs) }
        }
    }

    /// The departure: members of a request that MLflow hands to the model as they are, and messages under `inputs`.
    private static func isTakenHere(_ body: JSONValue) -> Bool {
        let members = ["n", "stop", "stream", "seed", "top_p", "top_k", "logprobs", "max_completion_tokens"]
        return members.contains { body[$0] != nil } || body["inputs"]?["messages"] != nil
    }

    private func expectSame(_ ours: JSONValue, _ theirs: JSONValue) {
        for name in ["object", "model", "usage"] { #expect(ours[name] == theirs[name]) }
        let (our, their) = (ours["choices"]?.arrayValue ?? [], theirs["choices"]?.arrayValue ?? [])
        #expect(our.count == their.count)
        for (ours, theirs) in zip(our, their) {
            for name in ["index", "message", "text"] { #expect(ours[name] == theirs[name]) }
            expectReason(ours["finish_reason"], theirs["finish_reason"])
        }
    }

    /// The departure: an answer whose last allowed token ends it is whole.
    private func expectReason(_ ours: JSONValue?, _ theirs: JSONValue?) {
        if ours == "stop" && theirs == "length" { return }
        #expect(ours == theirs)
    }

    private func expectPieces(_ pieces: [Prediction], row: Int, of theirs: JSONValue) {
        let own = pieces.filter { $0.info["index"].map { $0 == .int(Int64(row)) } ?? true }
        let choices = own.compactMap { $0.value["choices"]?.listValue?.first }
        let text = choices.compactMap { ($0["delta"]?["content"] ?? $0["text"])?.stringValue }.joined()
        let choice = theirs["choices"]?.arrayValue?.first
        #expect(text == (choice?["message"]?["content"] ?? choice?["text"])?.stringValue)
        expectReason(choices.last?["finish_reason"]?.json, choice?["finish_reason"])
        #expect(own.last?.info["usage"]?.json == theirs["usage"])
    }

    /// Rows of the table that no golden shows; each is a test of this module.
    @Test("The table of departures has the rows that the tests know", .enabled(if: !Fixtures.isRedirected))
    func table() throws {
        let path = "\(Fixtures.repository)/Sources/FlavorHost/FlavorHost.docc/signatures.md"
        let lines = String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0 == "## Chat and completions" })
        let rules = lines[start...].filter { $0.hasPrefix("| ") }.dropFirst(2).compactMap {
            $0.split(separator: " | ").first.map { String($0.dropFirst(2)) }
        }
        #expect(
            Set(rules) == [
                "`finish_reason` after the end token", "`finish_reason` at the model's own limit",
                "members that MLflow hands on", "settings of several requests", "messages under `inputs`",
                "`temperature` 0 or absent", "the begin token of a template", "arguments of a call",
                "columns beside MLflow's",
            ])
    }
}
