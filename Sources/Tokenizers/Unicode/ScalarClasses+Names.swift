extension ScalarClasses {
    /// The general categories that `\p{…}` of a regular expression names by one letter or two, or by `Han`.
    init?(propertyNamed name: String) {
        guard let classes = Self.named[name] else { return nil }
        self = classes
    }

    private static let named: [String: ScalarClasses] = [
        "L": .letters, "M": .marks, "N": .numbers, "P": .punctuation, "S": .symbols, "Z": .separators, "C": .others,
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Cs": .surrogate, "Co": .privateUse, "Cn": .unassigned, "Han": .han,
    ]
}
