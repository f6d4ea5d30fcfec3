import JSON

extension SentencePieceModel {
    /// The vocabulary as a class of transformers gets it from the file.
    func vocabulary(for tokenizerClass: TokenizerClass, _ settings: ClassSettings) throws(TokenizerError)
        -> ClassVocabulary
    {
        let map: JSONValue? = charsmap.isEmpty ? nil : .string(Base64.text(of: charsmap))
        if tokenizerClass.isBPE ?? (modelType != 1) {
            let tokens = JSONObject(pieces.enumerated().map { ($1.text, .integer(Int64($0))) })
            return ClassVocabulary(tokens: .object(tokens), merges: .array(Self.merges(of: tokens)), charsmap: map)
        }
        let tokens = pieces.map { Self.entry($0.text, Double($0.score)) }
        return ClassVocabulary(
            tokens: .array(Self.rearranged(tokens, for: tokenizerClass, settings)), charsmap: map, unknownID: unknownID)
    }

    /// The pieces that are tokens whatever the text around them: control tokens are special, the user's own are not.
    var addedTokens: [AddedTokenSettings] {
        pieces.filter { $0.kind == .control || $0.kind == .userDefined }.map {
            AddedTokenSettings($0.text, isSpecial: $0.kind == .control, isNormalized: false)
        }
    }

    private static func entry(_ token: String, _ score: Double) -> JSONValue { [.string(token), .double(score)] }

    /// The vocabulary in the order in which the class's models were trained.
    private static func rearranged(
        _ tokens: [JSONValue], for tokenizerClass: TokenizerClass, _ settings: ClassSettings
    ) -> [JSONValue] {
        func entry(_ name: String, _ missing: String) -> JSONValue {
            Self.entry(settings.values[name].map { _ in settings.text(name) } ?? missing, 0)
        }
        switch tokenizerClass {
        case .t5:
            let count = Int(min(max(settings["extra_ids"]?.integerValue ?? 100, 0), 10_000))
            return tokens + (0..<count).reversed().map { Self.entry("<extra_id_\($0)>", 0) }
        case .xlmRoberta:
            return [
                entry("bos_token", "<s>"), entry("pad_token", "<pad>"), entry("eos_token", "</s>"),
                entry("unk_token", "<unk>"),
            ] + tokens.dropFirst(3) + [entry("mask_token", "<mask>")]
        case .camembert:
            return [
                Self.entry("<s>NOTUSED", 0), entry("pad_token", "<pad>"), Self.entry("</s>NOTUSED", 0),
                entry("unk_token", "<unk>"), Self.entry("<unk>NOTUSED", -100),
            ] + tokens.dropFirst() + [entry("mask_token", "<mask>")]
        case .pegasus:
            let mask = entry("mask_token", "<mask_1>")
            let sentenceMask = entry("mask_token_sent", "<mask_2>")
            let offset = Int(min(max(settings["offset"]?.integerValue ?? 103, 2), 10_000))
            return [entry("pad_token", "<pad>"), entry("eos_token", "</s>"), mask]
                + (mask == sentenceMask ? [] : [sentenceMask])
                + (2..<offset).map { Self.entry("<unk_\($0)>", -100) } + tokens.dropFirst(2)
        default: return tokens
        }
    }

    /// The pairs of tokens that make a token, by its id and then by the length of the first.
    private static func merges(of tokens: JSONObject) -> [JSONValue] {
        var merges: [JSONValue] = []
        for (token, _) in tokens {
            var index = token.unicodeScalars.startIndex
            while index < token.unicodeScalars.endIndex {
                index = token.unicodeScalars.index(after: index)
                let first = String(token.unicodeScalars[..<index])
                let second = String(token.unicodeScalars[index...])
                if !second.isEmpty, tokens[first] != nil, tokens[second] != nil {
                    merges.append([.string(first), .string(second)])
                }
            }
        }
        return merges
    }

    /// The tokenizer that transformers builds for the class that has no recipe.
    func recipe(_ vocabulary: ClassVocabulary) -> ClassRecipe {
        var recipe = ClassRecipe(
            model: vocabulary.tokens.objectValue == nil
                ? ClassRecipe.unigram(vocabulary, unknownID: unknownID, byteFallback: usesByteFallback)
                : ClassRecipe.bpe(
                    vocabulary, unknown: unknownPiece, fusesUnknown: true, byteFallback: usesByteFallback))
        let space = StageJSON.replace(" ", by: "▁")
        recipe.normalizer = StageJSON.normalizers(
            (vocabulary.charsmap.map { [StageJSON.precompiled($0)] } ?? []) + [space])
        let visible = StageJSON.replace("▁", by: " ")
        recipe.decoder = StageJSON.decoders(
            usesByteFallback ? [visible, StageJSON.plain("ByteFallback"), StageJSON.plain("Fuse")] : [visible])
        return recipe
    }
}
