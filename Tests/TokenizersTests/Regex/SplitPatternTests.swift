import TestSupport
import Testing

@testable import Tokenizers

@Suite("Patterns")
struct SplitPatternTests {
    @Test("A pattern is scanned as the backtracking matcher matches it")
    func scannerAndProgram() throws {
        let patterns = SplitPatternGoldenTests.goldens.compactMap { $0["pattern"]?.stringValue }
        let parts = Array("aZs'ſtré1٣½ \t\r\n  .,/!中々ひ😀\u{301}\u{200D}ǅª".unicodeScalars)
        var chance = SeededRandom(seed: 4)
        var scannable = 0
        for pattern in patterns {
            let node = try RegexParser.parse(pattern)
            guard PatternScanner(node) != nil else { continue }
            scannable += 1
            let split = try SplitPattern(regex: pattern)
            let program = try RegexProgram(node)
            for _ in 0..<40 {
                var text = String.UnicodeScalarView()
                for _ in 0..<chance.next(12) { text.append(parts[chance.next(parts.count)]) }
                let utf8 = Array(String(text).utf8)
                try utf8.withUnsafeBufferPointer { utf8 in
                    var scanned: [Range<Int>] = []
                    try split.forEachMatch(in: utf8) { scanned.append($0) }
                    var matched: [Range<Int>] = []
                    try program.forEachMatch(in: utf8) { matched.append($0) }
                    #expect(scanned == matched, "\(pattern): \(String(text).debugDescription)")
                }
            }
        }
        #expect(scannable > 40)
    }

    @Test(
        "What the engine does not know is refused by name",
        arguments: [
            (#"(a)\1"#, #"uses the back-reference \1, which is not supported"#),
            (#"(?<n>a)\k<n>"#, #"uses \k, which is not supported"#),
            (#"\X"#, #"uses \X, which is not supported"#),
            (#"a\K"#, #"uses \K, which is not supported"#),
            ("(?~a)", "uses the group (?~…), which is not supported"),
            ("(?s:.)", "uses the group (?s…), which is not supported"),
            ("(*FAIL)", "uses a callout (*…), which is not supported"),
            (#"\p{Greek}"#, #"uses the property "Greek", which is not supported"#),
            (#"\pL"#, #"uses \p without {, which is not supported"#),
            (#"\xE9"#, #"uses the byte \xe9, which is not supported"#),
            ("(?i:é)", "uses letters beyond ASCII where case is ignored, which is not supported"),
            ("a{3,2}", "uses a repetition from 3 to 2, which is not supported"),
            ("(?=a)*", "uses a repetition of an anchor or of a look-around, which is not supported"),
            ("[[:alpha:]]", "uses the class [:alpha:], which is not supported"),
            ("[a&&]", "uses && with nothing after it, which is not supported"),
            ("[a", "has a [ without ]"),
            ("(a", "has a ( without )"),
            ("a)", "has a ) without ("),
            ("*a", "has a * that repeats nothing"),
            ("a{100001}", "repeats something more than 100000 times"),
            ("[z-a]", #"has a range from "z" down to "a""#),
            (#"[\w-z]"#, "has a range that begins with a class"),
            (#"[a-\d]"#, "has a range that ends with a class"),
            (#"\"#, "ends with a backslash"),
            (#"\u12"#, "has a hexadecimal escape of no character"),
            (#"\x{12"#, "has a hexadecimal escape without }"),
            (#"\p{L"#, #"has a \p{ without }"#),
            ("(?#a", "has a comment without end"),
            (#"(?#\"#, "has a comment without end"),
            ("(?<>a)", "has a group without a proper name"),
        ])
    func refusal(_ pattern: String, _ reason: String) {
        #expect(throws: RegexError(reason)) { try SplitPattern(regex: pattern) }
    }

    @Test(
        "A pattern from a hostile file is refused or stopped",
        arguments: [
            String(repeating: "(", count: 100_000), String(repeating: "[", count: 10_000),
            "a" + String(repeating: "*", count: 10_000), "(((a{1000}){1000}b){1000}){1000}",
            "(?:(?:){100000}){100000}c", "[" + String(repeating: "aé", count: 8_000) + "]x?y*?",
            "(?:a{0}){100000}(?:x|y)",
        ])
    func hostile(_ pattern: String) throws {
        guard let split = try? SplitPattern(regex: pattern) else { return }
        _ = try? split.matches(in: "aaaa")
    }

    @Test(
        "A match that would take for ever ends with an error",
        arguments: [
            "(?:a|a)*b", "(?:a*)*b", "(?:a+a+)+b", "(?=(?:a|a)*b)a", "(?<=(?:a|a)*)b|(?>(?:a|aa)+)*c",
            "(?:a?){30}a{30}b",
        ])
    func catastrophe(_ pattern: String) throws {
        let program = try RegexProgram(RegexParser.parse(pattern))
        [UInt8](repeating: UInt8(ascii: "a"), count: 20_000).withUnsafeBufferPointer { utf8 in
            _ = #expect(throws: RegexError("takes too long on this text")) {
                var matcher = RegexMatcher(program, utf8, retryLimit: 100_000)
                _ = try matcher.firstMatch(from: 0)
            }
        }
    }
}
