/// The settings of `Metaspace`, which writes spaces as a visible character; the pre-tokenizer and the decoder share them.
struct Metaspace: Sendable {
    /// When a text that does not begin with the replacement gets one in front.
    enum PrependScheme: String, CaseIterable {
        /// Every piece does.
        case always
        /// Only the piece that begins the user's text does.
        case first
        case never
    }

    /// The character that stands for a space.
    let replacement: Unicode.Scalar
    let prependScheme: PrependScheme
    /// Whether a text is cut before every replacement.
    let splits: Bool

    init(_ field: Field) throws(TokenizerError) {
        replacement = try field.required("replacement").scalar()
        splits = try field.member("split").bool(default: true)
        // Files from before there were schemes say `add_prefix_space`.
        let addsPrefix = try field.member("add_prefix_space").bool(default: true)
        guard let scheme = field.member("prepend_scheme") else {
            prependScheme = addsPrefix ? .always : .never
            return
        }
        let known: PrependScheme = try scheme.choice()
        guard addsPrefix || known == .never else {
            throw scheme.error("must be never where add_prefix_space is false, found \(known.rawValue)")
        }
        prependScheme = known
    }
}
