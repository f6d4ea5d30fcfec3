/// How large a text may get on its way to the model: a chain of replacements could make it grow without end.
struct GrowthLimit {
    /// How many times larger than it was given.
    static let factor = 64

    private let limit: Int

    /// - Parameter count: How many bytes were given.
    init(_ count: Int) { limit = Self.factor * (count + 64) }

    /// Checks the size that a text has now.
    func check(_ count: Int) throws(EncodingFailure) {
        guard count <= limit else {
            throw EncodingFailure(
                "the text must not get more than \(Self.factor) times larger, but its replacements do that")
        }
    }
}

extension NormalizedText {
    /// Applies normalizers one after another.
    mutating func apply(_ normalizers: [any Normalizer]) throws(EncodingFailure) {
        let limit = GrowthLimit(utf8.count)
        for normalizer in normalizers {
            try normalizer.normalize(&self)
            try limit.check(utf8.count)
        }
    }
}

extension TextPieces {
    /// Applies pre-tokenizers one after another.
    mutating func apply(_ preTokenizers: [any PreTokenizer]) throws(EncodingFailure) {
        let limit = GrowthLimit(utf8.count)
        for preTokenizer in preTokenizers {
            try preTokenizer.split(&self)
            try limit.check(utf8.count)
        }
    }
}
