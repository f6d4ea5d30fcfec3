/// Puts a string in front of every text that is not empty.
struct PrependNormalizer: Normalizer {
    private let prefix: [UInt8]

    /// A longer prefix is taken for a mistake: every piece of a text gets it.
    private static let limit = 64

    init(_ field: Field) throws(TokenizerError) {
        let prepend = try field.required("prepend")
        prefix = Array(try prepend.string().utf8)
        guard prefix.count <= Self.limit else {
            throw prepend.error("must be at most \(Self.limit) bytes, found \(prefix.count)")
        }
    }

    func normalize(_ text: inout NormalizedText) {
        if !text.isEmpty { text.rewrite { $0.prepend(prefix) } }
    }
}
