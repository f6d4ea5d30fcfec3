import JSON

extension MalformedTokenizerTests {
    static let stages: [Malformation] = [
        Malformation(
            "an unknown normalizer", TinyTokenizer.file("normalizer", ["type": "X"]),
            #"normalizer type "X" is not supported; supported are Sequence, Prepend, Replace"#),
        Malformation(
            "an unknown normalizer in a sequence",
            TinyTokenizer.file("normalizer", ["type": "Sequence", "normalizers": [["type": "NFC"]]]),
            #"normalizer type "NFC" is not supported; supported are Sequence, Prepend, Replace"#),
        Malformation(
            "an unknown pre-tokenizer", TinyTokenizer.file("pre_tokenizer", ["type": "X"]),
            #"pre_tokenizer type "X" is not supported; supported are Sequence, Metaspace"#),
        Malformation(
            "an unknown post-processor", TinyTokenizer.file("post_processor", ["type": "X"]),
            #"post_processor type "X" is not supported; supported are Sequence, TemplateProcessing"#),
        Malformation(
            "an unknown decoder", TinyTokenizer.file("decoder", ["type": "X"]),
            #"decoder type "X" is not supported; supported are Sequence, ByteFallback, Fuse, Metaspace, Replace, Strip"#
        ),
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
            "a pattern that is a regular expression",
            TinyTokenizer.file("normalizer", ["type": "Replace", "pattern": ["Regex": "a+"], "content": "x"]),
            #"normalizer.pattern must be a "String", found "Regex", which is not supported"#),
        Malformation(
            "replacements that grow without end",
            TinyTokenizer.file(
                "normalizer",
                [
                    "type": "Sequence",
                    "normalizers": .array(
                        Array(repeating: ["type": "Replace", "pattern": ["String": "a"], "content": "aa"], count: 7)),
                ]),
            "normalizer must not make text more than 64 times larger, but its replacements can"),
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
            "a template with a special token of no ids",
            TinyTokenizer.file(
                "post_processor", ["type": "TemplateProcessing", "single": [["SpecialToken": ["id": "<s>"]]]]),
            #"post_processor names the special token "<s>", which is not in its special_tokens"#),
        Malformation(
            "a template of the second text",
            TinyTokenizer.file(
                "post_processor", ["type": "TemplateProcessing", "single": [["Sequence": ["id": "B"]]]]),
            #"post_processor.single[0].Sequence must be the only one and name A, found "B""#),
        Malformation(
            "a template of the text twice",
            TinyTokenizer.file(
                "post_processor",
                ["type": "TemplateProcessing", "single": [["Sequence": ["id": "A"]], ["Sequence": ["id": "A"]]]]),
            #"post_processor.single[1].Sequence must be the only one and name A, found "A""#),
        Malformation(
            "a template of something else",
            TinyTokenizer.file("post_processor", ["type": "TemplateProcessing", "single": ["$A"]]),
            #"post_processor.single[0] must hold a Sequence or a SpecialToken, found "$A""#),
        Malformation(
            "a template that adds without end",
            TinyTokenizer.file(
                "post_processor",
                [
                    "type": "TemplateProcessing",
                    "single": .array(Array(repeating: ["SpecialToken": ["id": "s"]], count: 1025)),
                    "special_tokens": ["s": ["ids": .array(Array(repeating: 1, count: 64))]],
                ]),
            "post_processor must add at most 65536 tokens, found more"),
        Malformation(
            "a template with an id that is negative",
            TinyTokenizer.file(
                "post_processor",
                [
                    "type": "TemplateProcessing", "single": [["SpecialToken": ["id": "s"]]],
                    "special_tokens": ["s": ["ids": [-1]]],
                ]),
            "post_processor.special_tokens.s.ids[0] must be an id from 0 to 16777215, found -1"),
        Malformation(
            "two templates",
            TinyTokenizer.file(
                "post_processor",
                [
                    "type": "Sequence",
                    "processors": [
                        ["type": "TemplateProcessing", "single": []], ["type": "TemplateProcessing", "single": []],
                    ],
                ]),
            "post_processor must hold one post-processor that adds tokens, found 2"),
    ]
}
