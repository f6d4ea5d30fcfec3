/// Writes every scalar in lowercase.
struct LowercaseNormalizer: Normalizer {
    init(_ field: Field) throws(TokenizerError) {}

    func normalize(_ text: inout NormalizedText) { text.lowercase() }
}

extension NormalizedText {
    mutating func lowercase() {
        changeScalars { scalar in
            let lower = scalar.lowercase
            if let second = lower.second { return .replacedByTwo(lower.first, second) }
            return lower.first == scalar ? .kept : .replaced(lower.first)
        }
    }
}
