/// Changes a text before it is cut into pieces.
protocol Normalizer: Sendable {
    /// Changes a text.
    func normalize(_ text: inout NormalizedText) throws(EncodingFailure)

    /// How many times larger a text can get, a few bytes aside.
    var growth: Double { get }
}

extension Normalizer {
    var growth: Double { 1 }
}

/// The normalizers that tokenizer.json can name.
let normalizerCatalog = StageCatalog<any Normalizer>(
    name: "normalizer", listKey: "normalizers",
    readers: [
        ("BertNormalizer", BertNormalizer.init(_:)),
        ("ByteLevel", ByteLevelNormalizer.init(_:)),
        ("Lowercase", LowercaseNormalizer.init(_:)),
        ("NFC", { _ in UnicodeNormalizer(form: .nfc) }),
        ("NFD", { _ in UnicodeNormalizer(form: .nfd) }),
        ("NFKC", { _ in UnicodeNormalizer(form: .nfkc) }),
        ("NFKD", { _ in UnicodeNormalizer(form: .nfkd) }),
        ("Nmt", NmtNormalizer.init(_:)),
        ("Precompiled", PrecompiledNormalizer.init(_:)),
        ("Prepend", PrependNormalizer.init(_:)),
        ("Replace", ReplaceNormalizer.init(_:)),
        ("Strip", StripNormalizer.init(_:)),
        ("StripAccents", StripAccentsNormalizer.init(_:)),
    ])
