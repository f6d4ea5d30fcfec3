/// Replaces what matches a pattern.
struct ReplaceNormalizer: Normalizer {
    private let pattern: TextPattern
    private let replacement: [UInt8]

    init(_ field: Field) throws(TokenizerError) {
        pattern = try TextPattern(field.required("pattern"))
        replacement = Array(try field.required("content").string().utf8)
    }

    var growth: Double { max(1, Double(replacement.count) / Double(pattern.shortestMatch)) }

    func normalize(_ text: inout NormalizedText) throws(EncodingFailure) {
        try text.rewrite { text throws(EncodingFailure) in
            try pattern.forEachMatch(in: text.source) { match in
                text.keep(upTo: match.lowerBound)
                text.remove(upTo: match.upperBound)
                text.insert(replacement)
            }
        }
    }
}
