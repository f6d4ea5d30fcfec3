/// Changes a text before it is cut into pieces.
protocol Normalizer: Sendable {
    /// Changes a text in UTF-8, which stays valid.
    func normalize(_ text: inout [UInt8])

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
        ("Prepend", PrependNormalizer.init(_:)),
        ("Replace", ReplaceNormalizer.init(_:)),
    ])
