import JSON
import TestSupport
import Testing

@Suite("flavor predict --stream")
struct StreamTests {
    @Test("--json prints a line for each piece, and the last one carries the totals")
    func lines() throws {
        let result = try Flavor.run(
            "predict", ExampleModel.folder, "--prompt", ExampleModel.spain, "--stream", "--json")
        #expect(result.isSuccess && result.errors == "")
        let pieces = try result.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(pieces.count > 5)
        #expect(pieces.compactMap { $0["value"]?.stringValue }.joined() == ExampleModel.spainAnswer)
        let totals = try #require(pieces.last?["info"])
        #expect(totals["finish_reason"] == "stop")
        #expect(totals["prompt_tokens"] == 10)
        #expect(totals["completion_tokens"] == .integer(Int64(totals["token_ids"]?.arrayValue?.count ?? -1)))
        for piece in pieces.dropLast() { #expect(piece["info"]?["finish_reason"] == nil) }
    }

    @Test("Pieces of several prompts say which prompt they belong to")
    func batch() throws {
        let body = #"{"prompt": ["The capital of France is", "Madrid is the capital of"]}"#
        let result = try Flavor.run("predict", ExampleModel.folder, "--stream", input: body)
        #expect(result.isSuccess)
        var texts = ["", ""]
        for line in result.output.split(separator: "\n").dropLast() {
            let piece = try JSONValue(parsing: String(line))
            let index = try #require(piece["info"]?["index"]?.integerValue)
            texts[Int(index)] += try #require(piece["value"]?.stringValue)
        }
        #expect(texts == ["Paris. France is in Europe.", "Spain."])
    }

    @Test("A failure prints one line and no data")
    func failure() throws {
        expectFailure(
            try Flavor.run("predict", ExampleModel.folder, "--prompt", "x", "--stream", "--param", "nope=1"),
            naming: ["\"nope\""])
    }

    @Test("No piece splits a character")
    func characters() throws {
        for question in ["Say hello in Japanese.", "Smile!"] {
            let result = try Flavor.run(
                "predict", ExampleModel.folder, "--prompt", ExampleModel.prompt(question), "--stream", "--json")
            #expect(!result.output.contains("\\ufffd"))
        }
    }
}
