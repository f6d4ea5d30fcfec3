import JSON
import TestSupport
import Testing
import Tokenizers

@Suite struct PipelineVariantTests {
    /// A small tokenizer and what the real library does with it.
    struct Variant: Sendable, CustomTestStringConvertible {
        let name: String
        let file: JSONValue
        let encodings: [JSONValue]
        let decodings: [JSONValue]

        var testDescription: String { name }
    }

    static let variants: [Variant] = {
        guard let golden = try? readJSON("\(Fixtures.own)/tokenizers/variants.json") else { return [] }
        return (golden["variants"]?.arrayValue ?? []).map { variant in
            var file = variant["file"]?.objectValue ?? JSONObject()
            var model = file["model"]?.objectValue ?? JSONObject()
            model["vocab"] = model["vocab"] ?? golden["vocab"]
            model["merges"] = model["merges"] ?? golden["merges"]
            file["model"] = .object(model)
            return Variant(
                name: variant["name"]?.stringValue ?? "", file: .object(file),
                encodings: variant["encode"]?.arrayValue ?? [], decodings: variant["decode"]?.arrayValue ?? [])
        }
    }()

    @Test("Each setting does what it does in Hugging Face's library", arguments: variants)
    func variant(_ variant: Variant) throws {
        let tokenizer = try Tokenizer(parsing: variant.file, file: "tokenizer.json")
        for sample in variant.encodings {
            let parts = try #require(sample.arrayValue)
            let text = try #require(parts[0].stringValue)
            #expect(try tokenizer.encode(text) == parts[1].ids, "\(text)")
            #expect(try tokenizer.encode(text, addSpecialTokens: false) == parts[2].ids, "\(text)")
        }
        for sample in variant.decodings {
            let parts = try #require(sample.arrayValue)
            let ids = try #require(parts[0].ids)
            let decoded = try #require(parts[1].stringValue)
            expectDecoding(of: ids, as: decoded, by: tokenizer, skipSpecialTokens: false)
            let skipped = try #require(parts[2].stringValue)
            expectDecoding(of: ids, as: skipped, by: tokenizer, skipSpecialTokens: true)
        }
    }

    @Test("The variants are there")
    func presence() { #expect(Self.variants.count > 50) }
}
