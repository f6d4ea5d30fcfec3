import JSON

/// Puts the tokenizer.json of a folder together as transformers 5 would have it after loading the folder.
///
/// The class takes what is its own from the configuration and the vocabulary from tokenizer.json or from another file; then the tokens
/// that the configuration names are added, and the post-processor is set last, when all ids are known.
struct FolderTokenizer {
    let files: TokenizerFiles
    let tokenizerClass: TokenizerClass
    var settings: ClassSettings
    /// The special tokens that have a name, in the order in which they are added.
    var namedTokens: [(name: String, token: AddedTokenSettings)] = []
    /// The tokens of the model's own names, where `extra_special_tokens` has names.
    var modelTokens: [(name: String, content: String)] = []
    /// The tokens that the configuration says were added, by id.
    var decoderTokens: [Int: AddedTokenSettings] = [:]
    /// The tokens that a SentencePiece model sets apart; nil without such a model.
    private var pieceTokens: [AddedTokenSettings]?
    /// All tokens beside the vocabulary, in the order of their ids.
    private var addedTokens: [AddedTokenSettings] = []
    /// Where each of them is, by the bytes of its content.
    private var places: [[UInt8]: Int] = [:]

    static let standardNames = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    init(_ files: TokenizerFiles, _ tokenizerClass: TokenizerClass) throws(TokenizerError) {
        self.files = files
        self.tokenizerClass = tokenizerClass
        var values = files.tokenizerConfig?.value.objectValue ?? JSONObject()
        if files.tokenizer != nil {
            values["add_bos_token"] = nil
            values["add_eos_token"] = nil
        }
        // `additional_special_tokens` is what `extra_special_tokens` was called before.
        if let additional = values["additional_special_tokens"],
            !(values["extra_special_tokens"].map(ClassSettings.isTruthy) ?? false)
        {
            values["extra_special_tokens"] = additional
            values["additional_special_tokens"] = nil
        }
        if let named = values["extra_special_tokens"]?.objectValue {
            modelTokens = named.compactMap { name, value in value.stringValue.map { (name, $0) } }
            values["extra_special_tokens"] = nil
        }
        settings = ClassSettings(values: values)
        try readTokens()
    }

    var padsLeft: Bool { tokenizerClass.padsLeft }
}

// MARK: - The whole

extension FolderTokenizer {
    /// The tokenizer.json.
    mutating func assembled() throws(TokenizerError) -> JSONValue {
        var document: JSONObject
        var vocabulary: ClassVocabulary
        var recipe: ClassRecipe?
        if let tokenizer = files.tokenizer {
            document = try tokenizer.object()
            vocabulary = try self.vocabulary(of: tokenizer)
            recipe = ClassRecipe(tokenizerClass, settings, vocabulary)
        } else {
            document = ["version": "1.0"]
            (vocabulary, recipe) = try vocabularyFromFiles()
        }
        if let recipe {
            document["model"] = recipe.model
            document["normalizer"] = recipe.normalizer
            document["pre_tokenizer"] = recipe.preTokenizer
            document["decoder"] = recipe.decoder
            document["added_tokens"] = []
            if document["post_processor"]?.isNull ?? true { document["post_processor"] = recipe.ownPostProcessor }
        } else {
            for field in try files.tokenizer?.member("added_tokens")?.elements() ?? [] {
                append(try AddedTokenSettings(field))
            }
        }
        document["truncation"] = .null
        document["padding"] = .null
        try addTokens(recipe)
        try setPostProcessor(of: &document, recipe, vocabulary)
        document["added_tokens"] = .array(addedTokens.enumerated().map { $1.json(id: $0) })
        cleanUpSpaces(in: &document)
        return .object(document)
    }

    /// The vocabulary of a tokenizer.json, as a class takes it that may have another kind of model.
    private func vocabulary(of tokenizer: Field) throws(TokenizerError) -> ClassVocabulary {
        let model = try tokenizer.required("model")
        let vocabulary = try model.required("vocab")
        var tokens = vocabulary.value
        if tokenizerClass.isBPE == true, let entries = tokens.arrayValue {
            let names = entries.map { $0.arrayValue?.first?.stringValue ?? $0.stringValue ?? "" }
            tokens = .object(JSONObject(names.enumerated().map { ($1, .integer(Int64($0))) }))
        } else if tokenizerClass.isBPE == false, tokenizerClass != .fNet, tokens.arrayValue == nil {
            throw vocabulary.error("must be an array for \(tokenizerClass.rawValue), found \(shown(tokens))")
        }
        return ClassVocabulary(
            tokens: tokens, merges: model.member("merges")?.value,
            charsmap: Self.charsmap(in: tokenizer.value["normalizer"]))
    }

    /// The first map of characters among the normalizers.
    private static func charsmap(in normalizer: JSONValue?) -> JSONValue? {
        let parts = normalizer?["normalizers"]?.arrayValue ?? normalizer.map { [$0] } ?? []
        return parts.first { $0["type"] == "Precompiled" }?["precompiled_charsmap"]
    }

    private mutating func vocabularyFromFiles() throws(TokenizerError) -> (ClassVocabulary, ClassRecipe?) {
        // Wherever there is a file of this name, transformers takes it.
        let name = files.has("tokenizer.model") ? "tokenizer.model" : tokenizerClass.vocabularyFile
        guard name.hasSuffix(".model") else {
            let vocabulary = try VocabularyFiles.vocabulary(for: tokenizerClass, in: files)
            return (vocabulary, ClassRecipe(tokenizerClass, settings, vocabulary))
        }
        guard files.has(name) else {
            throw TokenizerError(files.folder, "must hold tokenizer.json or \(name), found neither")
        }
        let model = try SentencePieceModel(contentsOfFile: files.path(name))
        pieceTokens = model.addedTokens
        var vocabulary = try model.vocabulary(for: tokenizerClass, settings)
        guard let recipe = ClassRecipe(tokenizerClass, settings, vocabulary) else {
            vocabulary.rename(decoderTokens)
            for (name, id, piece) in [
                ("bos_token", model.bosID, model.bosPiece), ("eos_token", model.eosID, model.eosPiece),
                ("unk_token", model.unknownID, model.unknownPiece),
            ] where id >= 0 && settings[name] == nil {
                let token = AddedTokenSettings(piece)
                settings.tokens[name] = token
                namedTokens.append((name, token))
            }
            let order = Self.standardNames
            namedTokens.sort { (order.firstIndex(of: $0.name) ?? 99) < (order.firstIndex(of: $1.name) ?? 99) }
            return (vocabulary, model.recipe(vocabulary))
        }
        return (vocabulary, recipe)
    }

    private mutating func addTokens(_ recipe: ClassRecipe?) throws(TokenizerError) {
        // What the class itself names stands before what the configuration names.
        for (index, named) in (recipe?.namedTokens ?? []).enumerated() {
            let place = namedTokens.firstIndex { !Self.standardNames.contains($0.name) } ?? namedTokens.count
            let stated = namedTokens.first { $0.name == named.name }
            namedTokens.removeAll { $0.name == named.name }
            namedTokens.insert(stated ?? named, at: min(place + index, namedTokens.count))
        }
        var added = decoderTokens.sorted { $0.key < $1.key }.map(\.value)
        let present = Set((addedTokens + added).map(\.content))
        let further = try extraTokens(recipe)
        var seen = Set(added)
        for token in namedTokens.map(\.token) + further where !present.contains(token.content) {
            if seen.insert(token).inserted { added.append(token) }
        }
        let names = Set(namedTokens.map(\.token.content))
        for var token in added {
            if names.contains(token.content) { token.isSpecial = true }
            append(token)
        }
        // Some classes add their special tokens once more, one of them without what the descriptions say.
        for var token in namedTokens.map(\.token) + further {
            token.isSpecial = true
            switch tokenizerClass {
            case .qwen2: append(AddedTokenSettings(token.content))
            case .remBert, .cohere: append(token)
            default: break
            }
        }
    }

    /// The special tokens that have no name.
    private func extraTokens(_ recipe: ClassRecipe?) throws(TokenizerError) -> [AddedTokenSettings] {
        if let listed = try tokens(of: "extra_special_tokens") { return listed }
        let listed = try tokens(of: "additional_special_tokens")
        let additional = pieceTokens ?? listed
        return recipe.map { $0.extraTokens(additional) } ?? additional ?? []
    }

    /// Adds a token, in place of one of the same content; what has been special stays so.
    private mutating func append(_ token: AddedTokenSettings) {
        guard !token.content.isEmpty else { return }
        let content = Array(token.content.utf8)
        guard let index = places[content] else {
            places[content] = addedTokens.count
            addedTokens.append(token)
            return
        }
        let wasSpecial = addedTokens[index].isSpecial
        addedTokens[index] = token
        if wasSpecial { addedTokens[index].isSpecial = true }
    }

    private mutating func setPostProcessor(
        of document: inout JSONObject, _ recipe: ClassRecipe?, _ vocabulary: ClassVocabulary
    ) throws(TokenizerError) {
        let ids = tokenIDs(vocabulary)
        let unknown = settings.tokens["unk_token"]
        let tokenID: ClassRecipe.TokenID = { [files, settings] name, missing throws(TokenizerError) in
            if let token = settings.tokens[name] {
                if let id = ids(token.content) ?? unknown.flatMap({ ids($0.content) }) { return id }
            } else if let missing {
                return missing
            }
            throw TokenizerError(files.folder, "must have a \(name) that is in the vocabulary, found none")
        }
        let isStated =
            recipe?.addsBOS == true || tokenizerClass == .gptNeoX || settings["add_bos_token"] != nil
            || settings["add_eos_token"] != nil
        let isBoundaries = isStated || document["post_processor"]?.isNull ?? true
        if isBoundaries {
            document["post_processor"] = try boundaryTemplate(
                addsBOS: settings.bool("add_bos_token", default: recipe?.addsBOS ?? false),
                addsEOS: settings.bool("add_eos_token", default: false), tokenID)
        }
        // This class lets the boundaries, where they are asked for, replace its own template.
        if tokenizerClass == .remBert, isBoundaries { return }
        if let postProcessor = try recipe?.postProcessor?(tokenID) { document["post_processor"] = postProcessor }
    }

    /// The template that puts the first token before texts and the last one after them, as asked.
    private func boundaryTemplate(
        addsBOS: Bool, addsEOS: Bool, _ tokenID: ClassRecipe.TokenID
    ) throws(TokenizerError) -> JSONValue {
        let bos = addsBOS ? settings.tokens["bos_token"]?.content : nil
        let eos = addsEOS ? settings.tokens["eos_token"]?.content : nil
        func text(_ name: String, _ typeID: Int) -> [StageJSON.TemplatePart] {
            (bos.map { [StageJSON.TemplatePart($0, typeID)] } ?? []) + [StageJSON.TemplatePart(name, typeID)]
                + (eos.map { [StageJSON.TemplatePart($0, typeID)] } ?? [])
        }
        var tokens: [(content: String, id: Int)] = []
        if let bos { tokens.append((bos, try tokenID("bos_token", nil))) }
        if let eos { tokens.append((eos, try tokenID("eos_token", nil))) }
        return StageJSON.template(text("$A", 0), pair: text("$A", 0) + text("$B", 1), tokens)
    }

    /// Finds ids as the tokenizer will give them.
    private func tokenIDs(_ vocabulary: ClassVocabulary) -> (String) -> Int? {
        var next = vocabulary.count
        var ids: [String: Int] = [:]
        for token in addedTokens {
            if let id = vocabulary.id(of: token.content) {
                ids[token.content] = id
            } else {
                ids[token.content] = next
                next += 1
            }
        }
        return { ids[$0] ?? vocabulary.id(of: $0) }
    }

    /// Takes the spaces before punctuation out of decoded texts where the configuration asks for it.
    ///
    /// transformers does so after decoding, but not for BPE.
    private func cleanUpSpaces(in document: inout JSONObject) {
        let key = "clean_up_tokenization_spaces"
        let isForced = settings.bool("\(key)_for_bpe_even_though_it_will_corrupt_output", default: false)
        guard settings.bool(key, default: false), isForced || document["model"]?["type"] != "BPE",
            let decoder = document["decoder"], !decoder.isNull
        else { return }
        let spaces = [
            (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
            (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
        ]
        document["decoder"] = StageJSON.decoders(
            [decoder, StageJSON.plain("Fuse")] + spaces.map { StageJSON.replace($0.0, by: $0.1) })
    }
}

extension ClassVocabulary {
    /// Gives pieces of a SentencePiece model the names that the configuration has for their ids.
    mutating func rename(_ tokens: [Int: AddedTokenSettings]) {
        guard let object = self.tokens.objectValue else { return }
        var names: [Int: String] = [:]
        for (token, id) in object { names[Int(id.integerValue ?? -1)] = token }
        for (id, token) in tokens where names[id] != nil && object[token.content] == nil { names[id] = token.content }
        self.tokens = .object(JSONObject(names.sorted { $0.key < $1.key }.map { ($1, .integer(Int64($0))) }))
    }
}
