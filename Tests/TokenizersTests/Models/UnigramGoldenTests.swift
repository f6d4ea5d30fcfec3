import JSON
import TestSupport
import Testing
import Tokenizers

/// What the peer makes of random Unigram models and character maps, as Tests/Interop/unigram_goldens.py recorded it.
@Suite("Unigram and Precompiled beside the real library")
struct UnigramGoldenTests {
    @Test("Ids, tokens and offsets are those of the peer, and so is a refusal")
    func encodings() throws {
        let rows = try #require(readJSON("\(Fixtures.own)/tokenizers/unigram.json").arrayValue)
        #expect(rows.count == 40)
        for (index, row) in rows.enumerated() {
            let tokenizer = try Tokenizer(parsing: row["tokenizer"] ?? nil, file: "\(index)")
            for golden in row["cases"]?.arrayValue ?? [] {
                let values = try #require(golden.arrayValue)
                let text = try #require(values[0].stringValue)
                guard values.count == 4 else {
                    #expect(throws: TokenizerError.self) { try tokenizer.encoding(of: text) }
                    continue
                }
                let encoding = try tokenizer.encoding(of: text)
                let comment: Comment = "\(index): \(text.debugDescription)"
                #expect(encoding.ids == values[1].ids, comment)
                #expect(encoding.tokens.elementsEqual(values[2].strings ?? [], by: isSame), comment)
                #expect(encoding.offsets.flatMap { [$0.start, $0.end] } == values[3].ids, comment)
            }
        }
    }
}
