import JSON

extension BPE {
    init(_ field: Field) throws(TokenizerError) {
        let vocabulary = try Vocabulary(field.required("vocab"))
        settings = Settings(
            fusesUnknown: try field.member("fuse_unk").bool(default: false),
            ignoresMerges: try field.member("ignore_merges").bool(default: false),
            continuingPrefix: try Self.mark(field.member("continuing_subword_prefix")),
            endSuffix: try Self.mark(field.member("end_of_word_suffix")))
        if let dropout = field.member("dropout"), dropout.value.doubleValue != 0 {
            throw dropout.error("must be null or 0, found \(shown(dropout.value)): random merges cannot be reproduced")
        }
        merges = try Self.merges(
            field.required("merges"), vocabulary: vocabulary, continuingPrefix: settings.continuingPrefix.count)
        byteTokens =
            try field.member("byte_fallback").bool(default: false)
            ? (0...255).map { Self.token(Self.byteToken(UInt8($0)), in: vocabulary) } : []
        asciiTokens = (0..<128).map { Self.token([UInt8($0)], in: vocabulary) }
        unknownToken = try Self.unknownToken(field, vocabulary: vocabulary, byteTokens: byteTokens)
        cutsBeforeSpaces =
            settings.continuingPrefix.isEmpty && settings.endSuffix.isEmpty
            && Self.token(Self.visibleSpace, in: vocabulary) >= 0
            && Self.mergesKeepWords(merges, vocabulary: vocabulary)
        self.vocabulary = vocabulary
    }

    /// The bytes of a mark that characters get by their place, none for a missing field.
    private static func mark(_ field: Field?) throws(TokenizerError) -> [UInt8] {
        guard let field else { return [] }
        let mark = Array(try field.string().utf8)
        let limit = 16
        guard mark.count <= limit else { throw field.error("must be at most \(limit) bytes, found \(mark.count)") }
        return mark
    }

    private static func token(_ bytes: [UInt8], in vocabulary: Vocabulary) -> Int32 {
        Int32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { vocabulary.id(of: $0) } ?? -1)
    }

    /// The name of the token that stands for a byte, such as `<0x0A>`.
    private static func byteToken(_ byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16, uppercase: true)
        return Array("<0x\(digits.utf8.count < 2 ? "0" : "")\(digits)>".utf8)
    }

    private static func unknownToken(
        _ field: Field, vocabulary: Vocabulary, byteTokens: [Int32]
    ) throws(TokenizerError) -> Int32? {
        guard let unknown = field.member("unk_token") else { return nil }
        let name = try unknown.string()
        if let id = vocabulary.id(of: name) { return Int32(truncatingIfNeeded: id) }
        // Where every byte has a token, no character is unknown.
        guard !byteTokens.isEmpty, !byteTokens.contains(-1) else {
            throw unknown.error("must be in vocab, found \(quoted(name)), which is not")
        }
        return nil
    }
}
