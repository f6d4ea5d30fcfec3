/// Removes the white space that a text begins or ends with.
struct StripNormalizer: Normalizer {
    private let stripsLeft: Bool
    private let stripsRight: Bool

    init(_ field: Field) throws(TokenizerError) {
        stripsLeft = try field.required("strip_left").bool()
        stripsRight = try field.required("strip_right").bool()
    }

    func normalize(_ text: inout NormalizedText) {
        let kept = text.utf8.withUnsafeBufferPointer { utf8 in
            let start = stripsLeft ? utf8.whitespaceEnd(from: 0) : 0
            return start..<(stripsRight ? max(start, utf8.whitespaceStart(before: utf8.count)) : utf8.count)
        }
        if kept == text.utf8.indices { return }
        text.rewrite { text in
            text.remove(upTo: kept.lowerBound)
            text.keep(upTo: kept.upperBound)
            text.remove(upTo: text.source.count)
        }
    }
}

/// Removes accents, which are scalars of their own after NFD or NFKD.
struct StripAccentsNormalizer: Normalizer {
    init(_ field: Field) throws(TokenizerError) {}

    func normalize(_ text: inout NormalizedText) {
        text.changeScalars { scalar in
            scalar.value >= 0x300 && ScalarClasses(of: scalar).intersects(.accent) ? .removed : .kept
        }
    }
}
