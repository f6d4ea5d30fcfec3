/// Replaces every occurrence of a string by another.
struct ReplaceNormalizer: Normalizer {
    private let replacement: LiteralReplacement

    init(_ field: Field) throws(TokenizerError) { replacement = try LiteralReplacement(field) }

    var growth: Double { replacement.growth }

    func normalize(_ text: inout [UInt8]) {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var matched = 0
        text.withUnsafeBufferPointer { replacement.append($0, to: &output, matched: &matched) }
        text = output
    }
}
