import JSON

extension FolderTokenizer {
    private func field(_ key: String) -> Field? {
        settings[key].map { Field(file: files.tokenizerConfig?.file ?? files.folder, path: key, value: $0) }
    }

    /// Reads all tokens that the configuration describes.
    mutating func readTokens() throws(TokenizerError) {
        var known: [String: AddedTokenSettings] = [:]
        if let decoder = field("added_tokens_decoder"), !decoder.value.isNull {
            for (key, value) in try decoder.object() {
                let entry = Field(file: decoder.file, path: "\(decoder.path).\(key)", value: value)
                guard let id = Int(key), 0..<Int(Field.idLimit) ~= id else {
                    throw decoder.error("must have ids for keys, found \(quoted(key))")
                }
                add(try AddedTokenSettings(entry), id: id, to: &known)
            }
        } else {
            try readLegacyTokens(&known)
        }
        try readNamedTokens(known)
    }

    private mutating func add(_ token: AddedTokenSettings, id: Int, to known: inout [String: AddedTokenSettings]) {
        known[token.content] = token
        decoderTokens[id] = token
    }

    /// Reads the files that came before `added_tokens_decoder`, and the tokens of tokenizer.json.
    private mutating func readLegacyTokens(_ known: inout [String: AddedTokenSettings]) throws(TokenizerError) {
        for (key, value) in try files.specialTokensMap?.object() ?? JSONObject() {
            if key == "extra_special_tokens", let more = value.arrayValue {
                let present = settings[key]?.arrayValue ?? []
                settings.values[key] = .array(present + more.filter { !present.contains($0) })
            } else {
                settings.values[key] = value
            }
        }
        if let file = files.addedTokens {
            var special: Set<String> = []
            for name in Self.standardNames { if let token = try namedToken(name) { special.insert(token.content) } }
            for token in try tokens(of: "extra_special_tokens") ?? [] { special.insert(token.content) }
            for (content, id) in try file.object() {
                let id = try Field(file: file.file, path: content, value: id).id()
                add(AddedTokenSettings(content, isSpecial: special.contains(content)), id: id, to: &known)
            }
        }
        for field in try files.tokenizer?.member("added_tokens")?.elements() ?? [] {
            add(try AddedTokenSettings(field), id: try field.required("id").id(), to: &known)
        }
    }

    /// A token that the configuration names, by its content or as an object.
    private func namedToken(_ name: String) throws(TokenizerError) -> AddedTokenSettings? {
        guard let field = field(name), !field.value.isNull else { return nil }
        if let content = field.value.stringValue { return tokenizerClass.token(content, for: name) }
        guard field.value.objectValue != nil else {
            throw field.error("must be a string or an object, found \(shown(field.value))")
        }
        var token = try AddedTokenSettings(field)
        if files.specialTokensMap?.member(name) != nil, settings["added_tokens_decoder"] == nil {
            token.isSpecial = true
        }
        return token
    }

    /// The special tokens of a list; nil where there is no such setting.
    func tokens(of key: String) throws(TokenizerError) -> [AddedTokenSettings]? {
        guard let field = field(key) else { return nil }
        guard !field.value.isNull else { return [] }
        var tokens: [AddedTokenSettings] = []
        for element in try field.elements() {
            if let content = element.value.stringValue {
                tokens.append(AddedTokenSettings(content))
            } else {
                tokens.append(try AddedTokenSettings(element))
            }
        }
        return tokens
    }

    private mutating func readNamedTokens(_ known: [String: AddedTokenSettings]) throws(TokenizerError) {
        for name in Self.standardNames {
            let token: AddedTokenSettings?
            if settings[name] != nil {
                token = try namedToken(name).map { known[$0.content] ?? $0 }
            } else {
                token = tokenizerClass.defaultTokens[name].map { tokenizerClass.token($0, for: name) }
            }
            settings.tokens[name] = token
            if let token { namedTokens.append((name, token)) }
        }
        for (key, value) in settings.values where key.hasSuffix("_token") && !Self.standardNames.contains(key) {
            guard value.stringValue != nil || value.objectValue != nil, let token = try namedToken(key) else {
                continue
            }
            setNamed(key, token)
        }
        for (key, content) in modelTokens { setNamed(key, AddedTokenSettings(content)) }
    }

    /// Names a token, in place of another of that name.
    private mutating func setNamed(_ name: String, _ token: AddedTokenSettings) {
        namedTokens.removeAll { $0.name == name }
        namedTokens.append((name, token))
    }
}
