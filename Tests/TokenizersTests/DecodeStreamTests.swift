import JSON
import TestSupport
import Testing
import Tokenizers

@Suite struct DecodeStreamTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try Tokenizer(contentsOfFile: "\(Fixtures.own)/models/tiny-phi3-capitals/tokenizer.json")
    }

    /// The ids of byte tokens.
    func bytes(_ text: some Sequence<UInt8>) throws -> [Int] {
        try text.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return try #require(tokenizer.id(of: "<0x\(digits.count < 2 ? "0" : "")\(digits)>"))
        }
    }

    @Test("The space that begins the text is taken away, and no other")
    func leadingSpace() throws {
        let the = try #require(tokenizer.id(of: "▁The"))
        #expect(streamed([the, the], by: tokenizer, skipSpecialTokens: true) == ["The", " The", ""])
    }

    @Test("A space that begins the text after a skipped token is taken away too")
    func leadingSpaceAfterSpecialToken() throws {
        let the = try #require(tokenizer.id(of: "▁The"))
        let end = try #require(tokenizer.id(of: "<|end|>"))
        #expect(streamed([end, the], by: tokenizer, skipSpecialTokens: true) == ["", "The", ""])
        #expect(streamed([end, the], by: tokenizer, skipSpecialTokens: false) == ["<|end|>", " The", ""])
    }

    @Test("A character of bytes comes whole with its last byte")
    func characterOfBytes() throws {
        let the = try #require(tokenizer.id(of: "▁The"))
        let pieces = streamed([the] + (try bytes("😀日".utf8)) + [the], by: tokenizer, skipSpecialTokens: true)
        #expect(pieces == ["The", "", "", "", "😀", "", "", "日", " The", ""])
    }

    @Test("Of a run that breaks off, the characters that were given out stay and the rest is U+FFFD")
    func brokenRun() throws {
        let run = try bytes(Array("日".utf8) + [0xE6])
        #expect(streamed(run, by: tokenizer, skipSpecialTokens: true) == ["", "", "日", "", "\u{FFFD}"])
    }

    @Test("A stream that waits for runs makes U+FFFD of every byte of a broken one, as decoding at once does")
    func waiting() throws {
        let the = try #require(tokenizer.id(of: "▁The"))
        let run = try bytes(Array("日".utf8) + [0xE6])
        let pieces = streamed(run, by: tokenizer, skipSpecialTokens: true, waitsForByteRuns: true)
        #expect(pieces == ["", "", "", "", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"])
        #expect(tokenizer.decode(run) == "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
        let whole = [the] + (try bytes("日本".utf8)) + [the]
        #expect(
            streamed(whole, by: tokenizer, skipSpecialTokens: true, waitsForByteRuns: true) == [
                "The", "", "", "", "", "", "", "日本 The", "",
            ])
    }

    @Test("Nothing comes of nothing")
    func empty() {
        #expect(streamed([], by: tokenizer, skipSpecialTokens: true) == [""])
        #expect(streamed([-1, 1 << 40], by: tokenizer, skipSpecialTokens: true) == ["", "", ""])
        #expect(tokenizer.decode([]) == "")
    }

    @Test("A copy of a stream goes its own way")
    func copies() throws {
        let the = try #require(tokenizer.id(of: "▁The"))
        var one = tokenizer.makeDecodeStream(skipSpecialTokens: true)
        let run = try bytes("日本".utf8)
        for id in run.dropLast() { _ = one.append(id) }
        var other = one
        #expect(one.append(run[5]) == "本")
        #expect(one.append(the) == " The")
        #expect(other.finish() == "\u{FFFD}\u{FFFD}")
    }

    @Test("Whatever the ids and the decoder, the pieces make the whole text and none splits a character")
    func randomIDs() throws {
        var generator = SeededRandom(seed: 11)
        for variant in PipelineVariantTests.variants {
            let tokenizer = try Tokenizer(parsing: variant.file, file: "tokenizer.json")
            for _ in 0..<40 {
                let length = Int.random(in: 0...20, using: &generator)
                let ids = (0..<length).map { _ in Int.random(in: 0..<tokenizer.vocabularySize, using: &generator) }
                let skips = Bool.random(using: &generator)
                let text = tokenizer.decode(ids, skipSpecialTokens: skips)
                let pieces = streamed(ids, by: tokenizer, skipSpecialTokens: skips, waitsForByteRuns: true)
                #expect(isSame(pieces.joined(), text), "\(variant.name) \(ids)")
            }
        }
    }
}
