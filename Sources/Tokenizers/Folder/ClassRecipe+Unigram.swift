import JSON

extension ClassRecipe {
    private typealias Part = StageJSON.TemplatePart

    static func unigram(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ vocabulary: ClassVocabulary
    ) -> ClassRecipe {
        var recipe = ClassRecipe(model: unigram(vocabulary, unknownID: unknownID(tokenizerClass, settings, vocabulary)))
        let isFixed = tokenizerClass == .t5 || tokenizerClass == .pegasus || tokenizerClass == .xlnet
        let addsPrefix = isFixed || settings.bool("add_prefix_space", default: true)
        let scheme = addsPrefix ? "always" : tokenizerClass == .debertaV2 ? "first" : "never"
        recipe.normalizer = normalizer(tokenizerClass, settings, vocabulary.charsmap)
        recipe.decoder = StageJSON.metaspace(scheme)
        switch tokenizerClass {
        case .t5, .xlmRoberta, .camembert, .albert, .xlnet:
            recipe.preTokenizer = StageJSON.preTokenizers([
                StageJSON.plain("WhitespaceSplit"), StageJSON.metaspace(scheme),
            ])
        case .debertaV2 where settings.bool("split_by_punct", default: false):
            recipe.preTokenizer = StageJSON.preTokenizers([
                ["type": "Punctuation", "behavior": "Isolated"], StageJSON.metaspace(scheme),
            ])
        default: recipe.preTokenizer = StageJSON.metaspace(scheme)
        }
        recipe.extraTokens = { extraTokens(tokenizerClass, settings, $0) }
        recipe.postProcessor = postProcessor(tokenizerClass, settings)
        if tokenizerClass == .albert { recipe.ownPostProcessor = albertTemplate(settings, vocabulary) }
        return recipe
    }

    private static func unknownID(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ vocabulary: ClassVocabulary
    ) -> Int {
        let unknown = settings.text("unk_token")
        switch tokenizerClass {
        case .t5, .remBert: return 2
        case .albert: return 1
        case .camembert: return vocabulary.firstIndex(of: unknown) ?? 0
        case .pegasus: return vocabulary.firstIndex(of: unknown, score: 0, from: 1) ?? 0
        case .bigBird: return vocabulary.firstIndex(of: unknown, score: 0) ?? 100
        case .debertaV2:
            return vocabulary.firstIndex(of: unknown, score: 0) ?? stated(settings, vocabulary) ?? 1
        case .xlnet: return stated(settings, vocabulary) ?? 0
        default: return 3
        }
    }

    private static func stated(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) -> Int? {
        vocabulary.unknownID ?? settings["unk_id"]?.integerValue.map { Int($0) }
    }

    private static func normalizer(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ charsmap: JSONValue?
    ) -> JSONValue {
        let map = charsmap.map { [StageJSON.precompiled($0)] } ?? []
        let quotes = [StageJSON.replace("``", by: "\""), StageJSON.replace("''", by: "\"")]
        let accents = [StageJSON.plain("NFKD"), StageJSON.plain("StripAccents")]
        let spaces = StageJSON.replace(regex: " {2,}", by: " ")
        let keepsAccents = settings.bool("keep_accents", default: tokenizerClass == .remBert)
        let lowers = settings.bool("do_lower_case", default: tokenizerClass == .albert)
        let lowercase = lowers ? [StageJSON.plain("Lowercase")] : []
        switch tokenizerClass {
        case .albert:
            return StageJSON.normalizers(quotes + (keepsAccents ? [] : accents) + lowercase + map)
        case .remBert:
            return StageJSON.normalizers(quotes + [spaces] + (keepsAccents ? [] : accents) + lowercase + map)
        case .xlnet: return StageJSON.normalizers(quotes + accents + lowercase + map)
        case .pegasus:
            return StageJSON.normalizers((map.isEmpty ? [StageJSON.replace(regex: #"\n"#, by: " ")] : map) + [spaces])
        case .debertaV2, .barthez:
            let lines = StageJSON.replace(regex: #"\s{2,}|[\n\r\t]"#, by: " ")
            return StageJSON.normalizers(
                (tokenizerClass == .debertaV2 ? lowercase : [])
                    + [lines, StageJSON.plain("NFC"), StageJSON.strip(left: false, right: true)])
        case .bigBird:
            return StageJSON.normalizers([
                StageJSON.strip(left: false, right: false), StageJSON.replace(regex: " {2,}", by: "▁"),
            ])
        default: return map.first ?? .null
        }
    }

    private static func extraTokens(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings, _ additional: [AddedTokenSettings]?
    ) -> [AddedTokenSettings] {
        func count(_ key: String, _ missing: Int) -> Int {
            Int(min(max(settings[key]?.integerValue ?? Int64(missing), 0), 10_000))
        }
        switch tokenizerClass {
        case .t5:
            if let additional, additional.contains(where: { $0.content.utf8.starts(with: "<extra_id_".utf8) }) {
                return additional
            }
            return (additional ?? []) + (0..<count("extra_ids", 100)).map { AddedTokenSettings("<extra_id_\($0)>") }
        case .camembert:
            return additional ?? ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"].map { AddedTokenSettings($0) }
        case .xlnet: return additional ?? ["<eop>", "<eod>"].map { AddedTokenSettings($0) }
        case .pegasus:
            let unused = (2..<max(2, count("offset", 103))).map { AddedTokenSettings("<unk_\($0)>") }
            let namesMask = additional?.contains { $0.content == "<mask_1>" } ?? false
            return namesMask ? unused : [AddedTokenSettings("<mask_1>")] + unused
        default: return additional ?? []
        }
    }

    private static func postProcessor(
        _ tokenizerClass: TokenizerClass, _ settings: ClassSettings
    ) -> PostProcessor? {
        let (bos, eos) = (settings.text("bos_token"), settings.text("eos_token"))
        switch tokenizerClass {
        case .t5:
            return { id throws(TokenizerError) in
                let start = [Part("$A"), Part("</s>")]
                return StageJSON.template(
                    start, pair: start + [Part("$B"), Part("</s>")], [("</s>", try id("eos_token", nil))])
            }
        case .pegasus:
            return { id throws(TokenizerError) in
                StageJSON.template(
                    [Part("$A"), Part(eos)], pair: [Part("$A"), Part("$B"), Part(eos)],
                    [(eos, try id("eos_token", nil))])
            }
        case .xlmRoberta, .camembert:
            return { id throws(TokenizerError) in
                let start = [Part(bos), Part("$A"), Part(eos)]
                return StageJSON.template(
                    start, pair: start + [Part(eos), Part("$B"), Part(eos)],
                    [(bos, try id("bos_token", nil)), (eos, try id("eos_token", nil))])
            }
        case .xlnet:
            let (separator, classifier) = (settings.text("sep_token"), settings.text("cls_token"))
            return { id throws(TokenizerError) in
                StageJSON.template(
                    [Part("$A"), Part(separator), Part(classifier, 2)],
                    pair: [Part("$A"), Part(separator), Part("$B", 1), Part(separator, 1), Part(classifier, 2)],
                    [(separator, try id("sep_token", nil)), (classifier, try id("cls_token", nil))])
            }
        case .debertaV2: return classifierTemplate(settings, missing: (0, 0))
        case .remBert, .bigBird: return classifierTemplate(settings)
        default: return nil
        }
    }

    /// ALBERT's template, which always writes the names of its own tokens.
    private static func albertTemplate(_ settings: ClassSettings, _ vocabulary: ClassVocabulary) -> JSONValue? {
        guard let classifier = vocabulary.id(of: settings.text("cls_token")),
            let separator = vocabulary.id(of: settings.text("sep_token"))
        else { return nil }
        let start = [Part("[CLS]"), Part("$A"), Part("[SEP]")]
        return StageJSON.template(
            start, pair: start + [Part("$B", 1), Part("[SEP]", 1)], [("[CLS]", classifier), ("[SEP]", separator)])
    }
}
