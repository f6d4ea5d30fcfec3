import CUnicodeTables

/// The classes that a Unicode scalar is in, as the peer's libraries have them.
///
/// One look-up gives all of them; testing for several is then one operation:
///
///     ScalarClasses(of: scalar).intersects(.letters.union(.whitespace))
///
/// The general categories are those of Oniguruma with Unicode 16, which `Split` and `ByteLevel` use. The others say
/// where they differ.
struct ScalarClasses: OptionSet, Sendable {
    let rawValue: UInt64

    @inline(__always)
    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Everything that a scalar is.
    @inline(__always)
    init(of scalar: Unicode.Scalar) { rawValue = unicode_classes(scalar.value) }

    /// Whether a scalar with these classes is in any of the others.
    @inline(__always)
    func intersects(_ others: ScalarClasses) -> Bool { rawValue & others.rawValue != 0 }
}

extension ScalarClasses {
    static let uppercaseLetter = ScalarClasses(rawValue: 1 << 0)
    static let lowercaseLetter = ScalarClasses(rawValue: 1 << 1)
    static let titlecaseLetter = ScalarClasses(rawValue: 1 << 2)
    static let modifierLetter = ScalarClasses(rawValue: 1 << 3)
    static let otherLetter = ScalarClasses(rawValue: 1 << 4)
    static let nonspacingMark = ScalarClasses(rawValue: 1 << 5)
    static let spacingMark = ScalarClasses(rawValue: 1 << 6)
    static let enclosingMark = ScalarClasses(rawValue: 1 << 7)
    static let decimalNumber = ScalarClasses(rawValue: 1 << 8)
    static let letterNumber = ScalarClasses(rawValue: 1 << 9)
    static let otherNumber = ScalarClasses(rawValue: 1 << 10)
    static let connectorPunctuation = ScalarClasses(rawValue: 1 << 11)
    static let dashPunctuation = ScalarClasses(rawValue: 1 << 12)
    static let openPunctuation = ScalarClasses(rawValue: 1 << 13)
    static let closePunctuation = ScalarClasses(rawValue: 1 << 14)
    static let initialPunctuation = ScalarClasses(rawValue: 1 << 15)
    static let finalPunctuation = ScalarClasses(rawValue: 1 << 16)
    static let otherPunctuation = ScalarClasses(rawValue: 1 << 17)
    static let mathSymbol = ScalarClasses(rawValue: 1 << 18)
    static let currencySymbol = ScalarClasses(rawValue: 1 << 19)
    static let modifierSymbol = ScalarClasses(rawValue: 1 << 20)
    static let otherSymbol = ScalarClasses(rawValue: 1 << 21)
    static let spaceSeparator = ScalarClasses(rawValue: 1 << 22)
    static let lineSeparator = ScalarClasses(rawValue: 1 << 23)
    static let paragraphSeparator = ScalarClasses(rawValue: 1 << 24)
    static let control = ScalarClasses(rawValue: 1 << 25)
    static let format = ScalarClasses(rawValue: 1 << 26)
    static let surrogate = ScalarClasses(rawValue: 1 << 27)
    static let privateUse = ScalarClasses(rawValue: 1 << 28)
    static let unassigned = ScalarClasses(rawValue: 1 << 29)

    /// `\p{L}`.
    static let letters = ScalarClasses(rawValue: 0x1F)
    /// `\p{M}`.
    static let marks = ScalarClasses(rawValue: 0x7 << 5)
    /// `\p{N}`.
    static let numbers = ScalarClasses(rawValue: 0x7 << 8)
    /// `\p{P}`.
    static let punctuation = ScalarClasses(rawValue: 0x7F << 11)
    /// `\p{S}`.
    static let symbols = ScalarClasses(rawValue: 0xF << 18)
    /// `\p{Z}`.
    static let separators = ScalarClasses(rawValue: 0x7 << 22)
    /// `\p{C}`.
    static let others = ScalarClasses(rawValue: 0x1F << 25)
}

extension ScalarClasses {
    /// White space, the same for `\s` in regular expressions, `WhitespaceSplit`, `Strip` and the Bert stages.
    static let whitespace = ScalarClasses(rawValue: 1 << 30)
    /// What `Digits` cuts out: `\p{N}` of Unicode 17.
    static let numeric = ScalarClasses(rawValue: 1 << 31)
    /// What `Punctuation` and `BertPreTokenizer` cut at: ASCII's symbols too, otherwise Unicode 8's punctuation.
    static let splitPunctuation = ScalarClasses(rawValue: 1 << 32)
    /// What `BertNormalizer` removes when it cleans a text, U+FFFD aside.
    static let cleanedControl = ScalarClasses(rawValue: 1 << 33)
    /// What `BertNormalizer` removes after NFD when it strips accents: only meant for what NFD leaves as it is.
    static let bertAccent = ScalarClasses(rawValue: 1 << 34)
    /// What `StripAccents` removes: the marks of Unicode 9.
    static let accent = ScalarClasses(rawValue: 1 << 35)
    /// `\w` of the regex crate, which `Whitespace` and added tokens with `single_word` use.
    static let wholeWord = ScalarClasses(rawValue: 1 << 36)
    /// `\w` of Oniguruma, which `Split` uses.
    static let word = ScalarClasses(rawValue: 1 << 37)
    /// `\p{Han}`.
    static let han = ScalarClasses(rawValue: 1 << 38)
    /// What `BertNormalizer` puts spaces around.
    static let chineseCharacter = ScalarClasses(rawValue: 1 << 39)
}
