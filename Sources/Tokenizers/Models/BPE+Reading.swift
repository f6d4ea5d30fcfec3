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
            ? vocabulary.byteTokens : []
        asciiTokens = (0..<128).map { Self.token([UInt8($0)], in: vocabulary) }
        unknown = try field.member("unk_token").map { unknown throws(TokenizerError) in
            UnknownToken(try unknown.string(), in: vocabulary)
        }
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
}

extension Vocabulary {
    /// The ids of the tokens `<0x00>` to `<0xFF>`, which stand for bytes; -1 where one is missing.
    var byteTokens: [Int32] {
        (0...255).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return Int32(truncatingIfNeeded: id(of: "<0x\(byte < 16 ? "0" : "")\(digits)>") ?? -1)
        }
    }
}
