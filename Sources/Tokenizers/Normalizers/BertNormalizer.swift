/// What BERT does to a text: cleans it, sets ideographs apart, strips accents and writes it in lowercase.
struct BertNormalizer: Normalizer {
    private let cleansText: Bool
    private let separatesIdeographs: Bool
    private let stripsAccents: Bool
    private let lowercases: Bool

    init(_ field: Field) throws(TokenizerError) {
        cleansText = try field.required("clean_text").bool()
        separatesIdeographs = try field.required("handle_chinese_chars").bool()
        lowercases = try field.required("lowercase").bool()
        stripsAccents = try field.member("strip_accents").bool(default: lowercases)
    }

    func normalize(_ text: inout NormalizedText) {
        if cleansText || separatesIdeographs { text.changeScalars(change(of:)) }
        if stripsAccents {
            UnicodeNormalizer(form: .nfd).normalize(&text)
            text.changeScalars { scalar in
                scalar.value >= 0x300 && ScalarClasses(of: scalar).intersects(.bertAccent) ? .removed : .kept
            }
        }
        if lowercases { text.lowercase() }
    }

    @inline(__always)
    private func change(of scalar: Unicode.Scalar) -> ScalarChange {
        if scalar.value &- 0x20 < 0x5F { return .kept }
        let classes = ScalarClasses(of: scalar)
        if cleansText {
            if classes.intersects(.cleanedControl) || scalar == "\u{FFFD}" { return .removed }
            if classes.intersects(.whitespace) { return .replaced(" ") }
        }
        return separatesIdeographs && classes.intersects(.chineseCharacter) ? .surrounded(" ", " ") : .kept
    }
}
