import JSON
import TestSupport
import Testing
import Tokenizers

@testable import TextGeneration

/// A tokenizer of a shared model with its pieces.
struct TestTokenizer: Sendable {
    let tokenizer: Tokenizer
    let pieces: TokenPieces

    init(_ file: String) throws {
        let json = try JSONValue(parsing: readFile(file))
        tokenizer = try Tokenizer(parsing: json, file: file)
        pieces = TokenPieces(tokenizer)
    }

    /// The example model's: SentencePiece's kind, with bytes in hexadecimal.
    static let example = Result { try TestTokenizer("\(Fixtures.own)/models/tiny-phi3-capitals/tokenizer.json") }

    func assembler(_ stops: [String], prompt: [Int] = [], keepsStopString: Bool) -> TextAssembler {
        let search = stops.isEmpty ? nil : StopStringSearch(stops, prompt: prompt, pieces: pieces)
        return TextAssembler(tokenizer, search: search, keepsStopString: keepsStopString)
    }

    /// All pieces of text of tokens, up to a stop string; the last entry is that of the end.
    func texts(_ ids: [Int], stops: [String] = [], prompt: [Int] = [], keepsStopString: Bool = false) -> [String] {
        var assembler = assembler(stops, prompt: prompt, keepsStopString: keepsStopString)
        var texts: [String] = []
        for id in ids {
            let (text, isStopped) = assembler.append(id)
            texts.append(text)
            if isStopped { break }
        }
        return texts + [assembler.finish()]
    }

    func ids(_ text: String) throws -> [Int] { try tokenizer.encode(text, addSpecialTokens: false) }
}

@Suite("Text from tokens, piece by piece")
struct TextAssemblerTests {
    @Test("Pieces together are the decoded text, and none ends inside a character")
    func wholeText() throws {
        let test = try TestTokenizer.example.get()
        for text in ["Hello world", "naïve café", "中文😀 नमस्ते", "a  b\n\n c", "<|user|>Hi<|end|>", ""] {
            let ids = try test.ids(text)
            for count in 0...ids.count {
                let part = Array(ids.prefix(count))
                let texts = test.texts(part)
                #expect(texts.joined() == test.tokenizer.decode(part, skipSpecialTokens: true))
                // A part of a character would show as a replacement character before the end.
                #expect(!texts.dropLast().joined().contains("\u{FFFD}"))
            }
        }
    }

    @Test("Text that may become a stop string is held back, and let go when it does not")
    func heldBack() throws {
        let test = try TestTokenizer.example.get()
        let ids = try test.ids("one, two, three")
        let texts = test.texts(ids, stops: [", twelve", "three hundred"])
        #expect(texts.joined() == "one, two, three")
        var given = ""
        for text in texts.dropLast() {
            given += text
            #expect(!given.hasSuffix(",") && !given.hasSuffix("three"))
        }
    }

    @Test("A stop string is cut away, wherever in a token it begins and ends")
    func cut() throws {
        let test = try TestTokenizer.example.get()
        let text = "Hello 中文 world 😀 and more"
        let ids = try test.ids(text)
        for start in text.indices {
            for length in [1, 2, 5] {
                guard let end = text.index(start, offsetBy: length, limitedBy: text.endIndex), start < end else {
                    continue
                }
                let stop = String(text[start..<end])
                // The first token has a space before it, which the text has not.
                guard let first = text.firstRange(of: stop), !" \(text)".hasPrefix(stop) else { continue }
                #expect(test.texts(ids, stops: [stop]).joined() == String(text[..<first.lowerBound]), "stop \(stop)")
                // Kept, the text ends with the token that completes the stop string.
                let kept = test.texts(ids, stops: [stop], keepsStopString: true).joined()
                #expect(text.hasPrefix(kept) && kept.contains(stop), "stop \(stop)")
            }
        }
    }

    @Test("The stop string that is complete first counts, of those the longest")
    func severalStopStrings() throws {
        let test = try TestTokenizer.example.get()
        let ids = try test.ids("abcdef")
        #expect(test.texts(ids, stops: ["ef", "cd"]).joined() == "ab")
        #expect(test.texts(ids, stops: ["d", "bcd"]).joined() == "a")
        #expect(test.texts(ids, stops: ["a"]).joined() == "")
    }

    @Test("A stop string may be a special token, alone or with text before it")
    func specialTokens() throws {
        let test = try TestTokenizer.example.get()
        let ids = try test.ids("Hello!") + test.ids("<|end|>") + test.ids("more")
        #expect(test.texts(ids, stops: ["<|end|>"]).joined() == "Hello!")
        #expect(test.texts(ids, stops: ["!<|end|>"]).joined() == "Hello")
        #expect(test.texts(ids, stops: ["<|end|>"], keepsStopString: true).joined() == "Hello!")
    }

    @Test("A stop string may begin in the prompt")
    func beginsInPrompt() throws {
        let test = try TestTokenizer.example.get()
        let prompt = try test.ids("the capital")
        let rest = Array(try test.ids("the capital city").dropFirst(prompt.count))
        #expect(test.texts(rest, stops: ["capital city"], prompt: prompt).joined() == "")
        #expect(
            test.texts(rest, stops: ["capital city"], prompt: prompt, keepsStopString: true).joined().contains("city"))
        #expect(test.texts(rest, stops: ["capital city"]).joined().contains("city"))
    }

    @Test("Bytes that are no text do not hide a stop string behind them")
    func strayBytes() throws {
        let test = try TestTokenizer.example.get()
        let stray = try #require(test.tokenizer.id(of: "<0xE3>"))
        let texts = try test.texts([stray] + test.ids("stop it"), stops: ["stop"])
        #expect(texts.joined() == "\u{FFFD} ")
    }
}

@Suite("Pieces of tokens")
struct TokenPiecesTests {
    @Test("A byte token is its byte, a word its text with the space before it")
    func bytes() throws {
        let test = try TestTokenizer.example.get()
        let byte = try #require(test.tokenizer.id(of: "<0xE3>"))
        #expect(test.pieces.bytes(of: byte) == [0xE3])
        let word = try #require(test.tokenizer.id(of: "▁capital"))
        #expect(test.pieces.bytes(of: word) == Array(" capital".utf8))
        #expect(test.pieces.bytes(of: 1_000_000) == [])
    }
}
