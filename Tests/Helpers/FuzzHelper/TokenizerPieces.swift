import JSON

/// Small tokenizer.json files of every model and stage, and what they are damaged with.
enum TokenizerPieces {
    static let models: [JSONValue] = [
        [
            "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true, "dropout": nil,
            "continuing_subword_prefix": nil, "end_of_word_suffix": nil, "ignore_merges": false,
            "vocab": ["<unk>": 0, "a": 1, "b": 2, "ab": 3, "▁": 4, "▁a": 5, "<0x41>": 6, "Ġ": 7, "abb": 8],
            "merges": [["a", "b"], ["▁", "a"], "ab b"],
        ],
        [
            "type": "Unigram", "unk_id": 0, "byte_fallback": true,
            "vocab": [
                ["<unk>", 0], ["a", -1.5], ["b", -2], ["ab", -1.25], ["▁", -3], ["<0xC3>", -4], ["<0xA9>", -4],
            ],
        ],
        [
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 9,
            "vocab": ["[UNK]": 0, "a": 1, "##b": 2, "##a": 3, "ab": 4, "[CLS]": 5],
        ],
        ["type": "WordLevel", "unk_token": "?", "vocab": ["?": 0, "a": 1, "ab": 2]],
    ]

    static let normalizers: [JSONValue] = [
        ["type": "NFKC"], ["type": "NFD"], ["type": "StripAccents"], ["type": "Lowercase"], ["type": "Nmt"],
        ["type": "Strip", "strip_left": true, "strip_right": true], ["type": "Prepend", "prepend": "▁"],
        ["type": "Replace", "pattern": ["String": " "], "content": "▁"],
        ["type": "Replace", "pattern": ["Regex": " {2,}|a*"], "content": "b"],
        [
            "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": nil,
            "lowercase": true,
        ],
        ["type": "ByteLevel"],
    ]

    static let preTokenizers: [JSONValue] = [
        ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
        ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true], ["type": "Whitespace"],
        ["type": "WhitespaceSplit"], ["type": "BertPreTokenizer"], ["type": "Punctuation", "behavior": "Contiguous"],
        ["type": "Digits", "individual_digits": true], ["type": "UnicodeScripts"],
        ["type": "CharDelimiterSplit", "delimiter": "a"], ["type": "FixedLength", "length": 2],
        [
            "type": "Split", "pattern": ["Regex": #"\p{L}+|\s+(?!\S)|[^\s]"#], "behavior": "MergedWithNext",
            "invert": false,
        ],
        ["type": "Split", "pattern": ["String": "b"], "behavior": "Removed", "invert": true],
    ]

    static let postProcessors: [JSONValue] = [
        [
            "type": "TemplateProcessing",
            "single": [["SpecialToken": ["id": "x", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]]],
            "pair": [["Sequence": ["id": "A", "type_id": 0]], ["Sequence": ["id": "B", "type_id": 1]]],
            "special_tokens": ["x": ["id": "x", "ids": [1, 2], "tokens": ["x", "y"]]],
        ],
        ["type": "BertProcessing", "sep": ["[SEP]", 1], "cls": ["[CLS]", 5]],
        [
            "type": "RobertaProcessing", "sep": ["a", 1], "cls": ["b", 2], "trim_offsets": true,
            "add_prefix_space": true,
        ],
        ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
    ]

    static let decoders: [JSONValue] = [
        ["type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true],
        ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true], ["type": "Fuse"],
        ["type": "WordPiece", "prefix": "##", "cleanup": true], ["type": "BPEDecoder", "suffix": "</w>"],
        ["type": "CTC", "pad_token": "a", "word_delimiter_token": "b", "cleanup": true], ["type": "ByteFallback"],
        ["type": "Strip", "content": "▁", "start": 1, "stop": 2],
        ["type": "Replace", "pattern": ["String": "▁"], "content": " "],
    ]

    static let addedTokens: JSONValue = [
        added("<s>", id: 9, special: true), added("a b", id: 10, special: false), added("é", id: 11, special: true),
    ]

    /// Values that no field or few fields expect.
    static let values: [JSONValue] = [
        nil, true, 0, -1, 1, 7, 255, 16_777_215, 16_777_216, 9_223_372_036_854_775_807, 0.5, -1e308, "", "a", "▁", "é",
        "\0",
        "Isolated", "always", "Left", "Sequence", "(a*)*b", #"\p{L}{1,1000}"#, "[^\\s", "(?i:ss)", [], [:], [nil],
        ["a", "b"],
        [1, 2], .string(String(repeating: "x", count: 300)), .bigInteger("123456789012345678901234567890"),
    ]

    static let parts = Array("ab abba  é\u{301}日本🇪🇸\r\n\t▁Ġ<s>a bİﬁ½1２３.,'sAB\u{200D}\u{0}\u{10FFFF}".unicodeScalars)

    private static func added(_ content: String, id: Int64, special: Bool) -> JSONValue {
        [
            "id": .integer(id), "content": .string(content), "single_word": false, "lstrip": .bool(special),
            "rstrip": .bool(special), "normalized": .bool(!special), "special": .bool(special),
        ]
    }
}
