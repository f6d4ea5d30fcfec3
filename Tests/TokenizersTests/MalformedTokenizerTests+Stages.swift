import JSON

extension MalformedTokenizerTests {
    private static let supportedNormalizers =
        "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Strip, "
        + "StripAccents"
    private static let supportedPreTokenizers =
        "BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Split, "
        + "UnicodeScripts, Whitespace, WhitespaceSplit"
    private static let supportedPostProcessors = "BertProcessing, ByteLevel, RobertaProcessing, TemplateProcessing"
    private static let supportedDecoders =
        "BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace, Strip, WordPiece"

    static let stages: [Malformation] = [
        Malformation(
            "an unknown normalizer", TinyTokenizer.file("normalizer", ["type": "X"]),
            #"normalizer type "X" is not supported; supported are Sequence, \#(supportedNormalizers)"#),
        Malformation(
            "an unknown normalizer in a sequence",
            TinyTokenizer.file("normalizer", ["type": "Sequence", "normalizers": [["type": "NFE"]]]),
            #"normalizer type "NFE" is not supported; supported are Sequence, \#(supportedNormalizers)"#),
        Malformation(
            "an unknown pre-tokenizer", TinyTokenizer.file("pre_tokenizer", ["type": "X"]),
            #"pre_tokenizer type "X" is not supported; supported are Sequence, \#(supportedPreTokenizers)"#),
        Malformation(
            "an unknown post-processor", TinyTokenizer.file("post_processor", ["type": "X"]),
            #"post_processor type "X" is not supported; supported are Sequence, \#(supportedPostProcessors)"#),
        Malformation(
            "an unknown decoder", TinyTokenizer.file("decoder", ["type": "X"]),
            #"decoder type "X" is not supported; supported are Sequence, \#(supportedDecoders)"#),
        Malformation("a stage without a type", TinyTokenizer.file("decoder", [:]), "decoder.type is missing"),
        Malformation(
            "a stage that is a number", TinyTokenizer.file("decoder", 5), "decoder must be an object, found 5"),
        Malformation(
            "a sequence of nothing", TinyTokenizer.file("decoder", ["type": "Sequence"]), "decoder.decoders is missing"),
        Malformation(
            "a sequence with a number",
            TinyTokenizer.file("decoder", ["type": "Sequence", "decoders": [["type": "Fuse"], 1]]),
            "decoder.decoders[1] must be an object, found 1"),
        Malformation(
            "no prefix", TinyTokenizer.file("normalizer", ["type": "Prepend"]), "normalizer.prepend is missing"),
        Malformation(
            "a long prefix",
            TinyTokenizer.file(
                "normalizer", ["type": "Prepend", "prepend": .string(String(repeating: "x", count: 65))]),
            "normalizer.prepend must be at most 64 bytes, found 65"),
        Malformation(
            "an empty pattern",
            TinyTokenizer.file("normalizer", ["type": "Replace", "pattern": ["String": ""], "content": "x"]),
            "normalizer.pattern.String must not be empty"),
        Malformation(
            "a pattern of another kind",
            TinyTokenizer.file("normalizer", ["type": "Replace", "pattern": ["Glob": "a*"], "content": "x"]),
            #"normalizer.pattern must hold a "String" or a "Regex", found "Glob""#),
        Malformation(
            "a replacement that makes texts large",
            TinyTokenizer.file(
                "normalizer",
                ["type": "Replace", "pattern": ["String": "a"], "content": .string(String(repeating: "x", count: 65))]),
            "normalizer must not make text more than 64 times larger, but its replacements can"),
        Malformation(
            "an expression that is none",
            TinyTokenizer.file("normalizer", ["type": "Replace", "pattern": ["Regex": "(a"], "content": "x"]),
            #"normalizer.pattern.Regex must be a regular expression that can be used, but "(a" has a ( without )"#),
        Malformation(
            "replacements of tokens that grow without end",
            TinyTokenizer.file(
                "decoder",
                ["type": "Replace", "pattern": ["String": "a"], "content": .string(String(repeating: "x", count: 65))]),
            "decoder must not make text more than 64 times larger, but its replacements can"),
        Malformation(
            "a metaspace of two characters",
            TinyTokenizer.file("pre_tokenizer", ["type": "Metaspace", "replacement": "▁▁"]),
            #"pre_tokenizer.replacement must be a single character, found "▁▁""#),
        Malformation(
            "an unknown scheme",
            TinyTokenizer.file("pre_tokenizer", ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "last"]),
            #"pre_tokenizer.prepend_scheme must be one of always, first, never, found "last""#),
        Malformation(
            "a scheme against the older setting",
            TinyTokenizer.file(
                "pre_tokenizer",
                ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "add_prefix_space": false]),
            "pre_tokenizer.prepend_scheme must be never where add_prefix_space is false, found first"),
        Malformation(
            "a strip of a negative count",
            TinyTokenizer.file("decoder", ["type": "Strip", "content": " ", "start": -1, "stop": 0]),
            "decoder.start must be an integer from 0, found -1"),
        Malformation(
            "no template", TinyTokenizer.file("post_processor", ["type": "TemplateProcessing"]),
            "post_processor.single is missing"),
        Malformation(
            "no template of a pair",
            TinyTokenizer.file("post_processor", ["type": "TemplateProcessing", "single": []]),
            "post_processor.pair is missing"),
        Malformation(
            "a template with a special token of no ids", template([["SpecialToken": ["id": "<s>", "type_id": 0]]]),
            #"post_processor names the special token "<s>", which is not in its special_tokens"#),
        Malformation(
            "a template of the second text", template([["Sequence": ["id": "B", "type_id": 0]]]),
            #"post_processor.single[0].Sequence must name the text A, found "B""#),
        Malformation(
            "a pair of three texts", template([], pair: [["Sequence": ["id": "C", "type_id": 0]]]),
            #"post_processor.pair[0].Sequence must name the text A or B, found "C""#),
        Malformation(
            "a template of the text without end",
            template(.array(Array(repeating: ["Sequence": ["id": "A", "type_id": 0]], count: 17))),
            "post_processor.single must have at most 16 texts, found more"),
        Malformation(
            "a template without a type id", template([["Sequence": ["id": "A"]]]),
            "post_processor.single[0].Sequence.type_id is missing"),
        Malformation(
            "a template of something else", template(["$A"]),
            #"post_processor.single[0] must hold a Sequence or a SpecialToken, found "$A""#),
        Malformation(
            "a template that adds without end",
            template(
                .array(Array(repeating: ["SpecialToken": ["id": "s", "type_id": 0]], count: 1025)),
                specialTokens: [
                    "s": [
                        "ids": .array(Array(repeating: 1, count: 64)),
                        "tokens": .array(Array(repeating: "s", count: 64)),
                    ]
                ]),
            "post_processor.single must add at most 65536 tokens, found more"),
        Malformation(
            "a template with an id that is negative",
            template([], specialTokens: ["s": ["ids": [-1], "tokens": ["s"]]]),
            "post_processor.special_tokens.s.ids[0] must be an id from 0 to 16777215, found -1"),
        Malformation(
            "a template with more ids than tokens",
            template([], specialTokens: ["s": ["ids": [1, 2], "tokens": ["s"]]]),
            "post_processor.special_tokens.s must have as many ids as tokens, found 2 and 1"),
        Malformation(
            "two templates",
            TinyTokenizer.file(
                "post_processor",
                [
                    "type": "Sequence",
                    "processors": [
                        ["type": "TemplateProcessing", "single": [], "pair": []],
                        ["type": "TemplateProcessing", "single": [], "pair": []],
                    ],
                ]),
            "post_processor must hold one post-processor that adds tokens, found 2"),
        Malformation(
            "a separator without an id",
            TinyTokenizer.file("post_processor", ["type": "BertProcessing", "sep": ["</s>"], "cls": ["<s>", 0]]),
            "post_processor.sep must be a token and its id, found 1 elements"),
        Malformation(
            "a split of an unknown behaviour",
            TinyTokenizer.file(
                "pre_tokenizer",
                ["type": "Split", "pattern": ["String": " "], "behavior": "isolated", "invert": false]),
            "pre_tokenizer.behavior must be one of Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous, "
                + #"found "isolated""#),
        Malformation(
            "pieces of no length", TinyTokenizer.file("pre_tokenizer", ["type": "FixedLength", "length": 0]),
            "pre_tokenizer must have a length of 1 or more, found 0"),
        Malformation(
            "truncation without a length", TinyTokenizer.file("truncation", ["stride": 0]),
            "truncation.max_length is missing"),
        Malformation(
            "an unknown direction",
            TinyTokenizer.file(
                "truncation", ["max_length": 3, "stride": 0, "strategy": "LongestFirst", "direction": "Up"]),
            #"truncation.direction must be one of Left, Right, found "Up""#),
        Malformation(
            "padding to a huge length",
            TinyTokenizer.file("padding", ["strategy": ["Fixed": 100_000_000]]),
            "padding.strategy.Fixed must be an integer from 0 to 16777216, found 100000000"),
        Malformation(
            "padding to nothing that is known", TinyTokenizer.file("padding", ["strategy": "Longest"]),
            #"padding.strategy must be "BatchLongest" or {"Fixed": length}, found "Longest""#),
    ]

    private static func template(
        _ single: JSONValue, pair: JSONValue = [], specialTokens: JSONValue = [:]
    ) -> JSONValue {
        TinyTokenizer.file(
            "post_processor",
            ["type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": specialTokens])
    }
}
