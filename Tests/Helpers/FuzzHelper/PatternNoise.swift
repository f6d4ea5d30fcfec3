import JSON
import TestSupport
import Tokenizers

/// Regular expressions made of pieces, which split texts.
struct PatternNoise: FuzzTarget {
    static let name = "pattern-noise"
    private let pieces = [
        "a", "b", "ab", ".", "\\s", "\\S", "\\w", "\\d", "\\p{L}", "\\p{^Lu}", "[a-c]", "[^a]", "[\\w&&[^b]]",
        "[[:punct:]]",
        "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?x)", "(?m)", "(?#", ")", "|", "*", "+", "?", "*?",
        "++",
        "{2}", "{1,3}", "{,2}", "{0}", "{100000}", "^", "$", "\\b", "\\z", "\\G", "\\R", "[", "]", "-", "\\", "\\x{41}",
        "\\u00e9", "é",
        "日", "ſ", "ss", " ", "\\k", "\\1", "\\p{", "&&",
    ]

    init() {}

    func run(_ random: inout SeededRandom) throws {
        var pattern = ""
        for _ in 0..<random.next(14) { pattern += random.pick(pieces) }
        let json: JSONValue = [
            "model": ["type": "WordLevel", "unk_token": "?", "vocab": ["?": 0]],
            "pre_tokenizer": [
                "type": "Split", "pattern": ["Regex": .string(pattern)],
                "behavior": .string(
                    random.pick(["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"])),
                "invert": .bool(random.next(2) == 0),
            ],
        ]
        do {
            try use(Tokenizer(parsing: json, file: "tokenizer.json"), &random)
        } catch let error as TokenizerError {
            try checkSentence(error)
        }
    }
}
