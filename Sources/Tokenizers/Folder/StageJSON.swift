import JSON

/// Parts of a tokenizer.json, as the classes of transformers put them together.
enum StageJSON {
    static func normalizers(_ parts: [JSONValue]) -> JSONValue {
        .object(["type": "Sequence", "normalizers": .array(parts)])
    }

    static func preTokenizers(_ parts: [JSONValue]) -> JSONValue {
        .object(["type": "Sequence", "pretokenizers": .array(parts)])
    }

    static func decoders(_ parts: [JSONValue]) -> JSONValue {
        .object(["type": "Sequence", "decoders": .array(parts)])
    }

    static func plain(_ type: String) -> JSONValue { ["type": .string(type)] }

    static func replace(_ text: String, by content: String) -> JSONValue {
        ["type": "Replace", "pattern": ["String": .string(text)], "content": .string(content)]
    }

    static func replace(regex: String, by content: String) -> JSONValue {
        ["type": "Replace", "pattern": ["Regex": .string(regex)], "content": .string(content)]
    }

    static func precompiled(_ charsmap: JSONValue) -> JSONValue {
        ["type": "Precompiled", "precompiled_charsmap": charsmap]
    }

    static func strip(left: Bool, right: Bool) -> JSONValue {
        ["type": "Strip", "strip_left": .bool(left), "strip_right": .bool(right)]
    }

    static func bertNormalizer(_ settings: ClassSettings, chineseCharacters: String) -> JSONValue {
        [
            "type": "BertNormalizer", "clean_text": .bool(settings.bool("clean_text", default: true)),
            "handle_chinese_chars": .bool(settings.bool(chineseCharacters, default: true)),
            "strip_accents": settings["strip_accents"] ?? .null,
            "lowercase": .bool(settings.bool("do_lower_case", default: true)),
        ]
    }

    static func metaspace(_ scheme: String, splits: Bool = true) -> JSONValue {
        ["type": "Metaspace", "replacement": "▁", "prepend_scheme": .string(scheme), "split": .bool(splits)]
    }

    static func byteLevel(addsPrefixSpace: Bool = true, usesRegex: Bool = true) -> JSONValue {
        [
            "type": "ByteLevel", "add_prefix_space": .bool(addsPrefixSpace), "trim_offsets": true,
            "use_regex": .bool(usesRegex),
        ]
    }

    static func split(regex: String, _ behavior: String, invert: Bool = false) -> JSONValue {
        [
            "type": "Split", "pattern": ["Regex": .string(regex)], "behavior": .string(behavior),
            "invert": .bool(invert),
        ]
    }

    static let wordPieceDecoder: JSONValue = ["type": "WordPiece", "prefix": "##", "cleanup": true]

    static let stripOneSpace: JSONValue = ["type": "Strip", "content": " ", "start": 1, "stop": 0]

    static func roberta(
        _ separator: (String, Int), _ classifier: (String, Int), trimsOffsets: Bool, addsPrefixSpace: Bool
    ) -> JSONValue {
        [
            "type": "RobertaProcessing", "sep": [.string(separator.0), .integer(Int64(separator.1))],
            "cls": [.string(classifier.0), .integer(Int64(classifier.1))], "trim_offsets": .bool(trimsOffsets),
            "add_prefix_space": .bool(addsPrefixSpace),
        ]
    }

    /// A part of a template: `$A`, `$B` or a special token.
    struct TemplatePart {
        let name: String
        let typeID: Int

        init(_ name: String, _ typeID: Int = 0) {
            self.name = name
            self.typeID = typeID
        }

        var json: JSONValue {
            let isText = name == "$A" || name == "$B"
            let id: JSONValue = [
                "id": .string(isText ? String(name.dropFirst()) : name), "type_id": .integer(Int64(typeID)),
            ]
            return isText ? ["Sequence": id] : ["SpecialToken": id]
        }
    }

    static func template(
        _ single: [TemplatePart], pair: [TemplatePart], _ tokens: [(content: String, id: Int)]
    ) -> JSONValue {
        var special = JSONObject()
        for token in tokens {
            special[token.content] = [
                "id": .string(token.content), "ids": [.integer(Int64(token.id))], "tokens": [.string(token.content)],
            ]
        }
        return [
            "type": "TemplateProcessing", "single": .array(single.map(\.json)), "pair": .array(pair.map(\.json)),
            "special_tokens": .object(special),
        ]
    }
}
