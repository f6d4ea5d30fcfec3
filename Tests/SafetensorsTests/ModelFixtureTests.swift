import Safetensors
import TestSupport
import Testing

@Suite struct ModelFixtureTests {
    static let folder = "\(Fixtures.own)/models/tiny-phi3-capitals"

    @Test("The example model's weights are there with their types and shapes")
    func exampleModel() throws {
        let weights = try SafetensorsCollection(folder: Self.folder)
        #expect(weights.files.map(\.metadata) == [["format": "pt"]])
        #expect(Set(weights.names.compactMap { weights[$0]?.dtype }) == [.BF16])
        let embedding = try #require(weights["model.embed_tokens.weight"])
        #expect(embedding.shape.count == 2)
        #expect(embedding.elementCount == embedding.shape.reduce(1, *))
        #expect(embedding.bytes.count == 2 * embedding.elementCount)
        let sizes = weights.names.compactMap { weights[$0]?.bytes.count }
        let whole = try readFile("\(Self.folder)/model.safetensors")
        let dataStart = 8 + whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(sizes.reduce(0, +) == whole.count - dataStart)
        // The header's own words: "model.embed_tokens.weight" … "data_offsets":[786432,1572864].
        #expect(embedding.bytes.elementsEqual(whole[(dataStart + 786_432)..<(dataStart + 1_572_864)]))
    }
}
